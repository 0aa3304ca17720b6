import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { SealedCheckpoint, SealedHead } from './audit-chain.js';
import type { AuditEntry } from './audit-event.js';
import type { AuditSelection } from './audit-filter.js';

/** The head, the sequence of the newest stored entry and the newest checkpoint, read in one statement. */
export interface HeadSnapshot {
  readonly head: SealedHead | null;
  /** 0 for an empty log. */
  readonly lastSequence: number;
  /** Null when no entries were removed. */
  readonly checkpoint: SealedCheckpoint | null;
}

export type AuditPosition = Pick<AuditEntry, 'sequence' | 'occurredAt'>;

/**
 * Stores the log. Entries are never changed, and removed only from the beginning, up to a checkpoint. What
 * may name a person can be erased.
 */
export interface AuditRepository {
  /**
   * Locks the head until the end of the transaction and returns it. Null when its row was removed from
   * outside.
   */
  lockHead(transaction: Transaction): Promise<SealedHead | null>;
  findNewestEntry(reader: Reader): Promise<AuditEntry | null>;
  /** Writes the entries and the head that results from them, in one statement. */
  appendEntries(transaction: Transaction, entries: readonly AuditEntry[], head: SealedHead): Promise<void>;
  /** Runs the work in the same transaction, after everything else in it. */
  beforeCommit(transaction: Transaction, work: () => Promise<void>): void;
  readHead(reader: Reader): Promise<HeadSnapshot>;
  /**
   * Removes the values that may name the user: from where they acted, and what is written about them. The
   * entries stay.
   */
  erasePersonal(transaction: Transaction, userId: UserId): Promise<void>;
  /** Returns the ids of the users that were erased, as the log has them. */
  findErased(reader: Reader): Promise<ReadonlySet<string>>;
  /** Waits until no other transaction removes entries. */
  lockRemoval(transaction: Transaction): Promise<void>;
  /** Records the checkpoint, and removes the entries up to it; the ids are those of these entries. */
  removeEntries(
    transaction: Transaction,
    checkpoint: SealedCheckpoint,
    ids: readonly string[],
  ): Promise<void>;
  /** Returns entries after this sequence number, oldest first. */
  entriesAfter(reader: Reader, sequence: number, limit: number): Promise<readonly AuditEntry[]>;
  /**
   * Returns selected entries before this position (null: from the end), newest first: by time when the
   * selection has one, otherwise by sequence.
   */
  entriesBefore(
    reader: Reader,
    selection: AuditSelection,
    before: AuditPosition | null,
    limit: number,
  ): Promise<readonly AuditEntry[]>;
}
