import type { Reader, Transaction } from '../../shared/index.js';
import type { SealedHead } from './audit-chain.js';
import type { AuditEntry } from './audit-event.js';
import type { AuditSelection } from './audit-filter.js';

/** The head, and the place of the newest entry that is really there; both of one moment. */
export interface HeadSnapshot {
  readonly head: SealedHead | null;
  /** 0 for an empty log. */
  readonly lastSequence: number;
}

/** Where an entry stands in a list. */
export type AuditPosition = Pick<AuditEntry, 'sequence' | 'occurredAt'>;

/** Keeps the log. Nothing in it is ever changed or removed. */
export interface AuditStore {
  /** Waits until no other transaction appends, and keeps others from it until this one has ended. Null when somebody removed the head. */
  lockHead(transaction: Transaction): Promise<SealedHead | null>;
  /** The newest entry, as the table has it. */
  findNewestEntry(reader: Reader): Promise<AuditEntry | null>;
  /** Writes entries and the head that they lead to, in one statement. */
  appendEntries(transaction: Transaction, entries: readonly AuditEntry[], head: SealedHead): Promise<void>;
  readHead(reader: Reader): Promise<HeadSnapshot>;
  /** Entries after this place, oldest first. */
  entriesAfter(reader: Reader, sequence: number, limit: number): Promise<readonly AuditEntry[]>;
  /** Selected entries before this place (null: from the end), newest first: by sequence, or by time where the selection names one. */
  entriesBefore(
    reader: Reader,
    selection: AuditSelection,
    before: AuditPosition | null,
    limit: number,
  ): Promise<readonly AuditEntry[]>;
}

/** Has the work done in the same transaction, after all else in it. */
export type BeforeCommit = (transaction: Transaction, work: () => Promise<void>) => void;
