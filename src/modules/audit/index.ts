/**
 * The audit log: who did what to whom, when and from where, in the transaction of the change itself. It hears events and nothing else: no
 * other room knows it. It will never change or remove an entry, never hold a secret, and never decide whether something may be done.
 */

import type { EntitySchema } from 'typeorm';
import type { Clock, EventPublisher, RequestOrigins, Room, Transactions } from '../../shared/index.js';
import { createAuditCommands } from './audit.commands.js';
import { type AuditPerson, createAuditResolvers } from './audit.resolvers.js';
import { auditEventsTable } from './audit-events.table.js';
import { auditHeadTable } from './audit-head.table.js';
import { createAuditLists } from './audit-reader.js';
import { auditInDatabase, lastInDatabaseTransaction } from './audit-store.typeorm.js';
import { createVerifier, type Verifier } from './audit-verifier.js';
import { createDenials, type Denials } from './denial-recorder.js';
import { createPeopleOfPages, type FindPeople } from './load-actors.js';
import { append, createRecording } from './recorder.js';

export type { AuditVerification, Verifier } from './audit-verifier.js';
export type { Denial, Denials } from './denial-recorder.js';

/** What the room is built from. */
export interface AuditDependencies {
  readonly transactions: Transactions;
  readonly events: EventPublisher;
  readonly origins: RequestOrigins;
  /** Makes 32 bytes for a purpose, the same on every instance and nowhere in the database. */
  readonly deriveKey: (purpose: string) => Buffer;
  readonly findPeople: FindPeople<AuditPerson>;
  /** Hears of refusals that could not be written down. */
  readonly onLostDenials: (count: number, error: unknown) => void;
  readonly clock: Clock;
}

/** The room and what it offers to the house. */
export interface AuditRoom extends Room {
  /** Begins the log where there is none; to be awaited after the keys are open and before anything is served. */
  open(): Promise<void>;
  readonly denials: Denials;
  readonly verifier: Verifier;
}

/** The room's tables. */
export const auditTables: readonly EntitySchema[] = [auditEventsTable, auditHeadTable];

/** Builds the room. */
export function createAuditRoom(dependencies: AuditDependencies): AuditRoom {
  const { transactions, deriveKey, findPeople, onLostDenials } = dependencies;
  const store = auditInDatabase;
  const { reader } = transactions;
  const chainKey = (): Buffer => deriveKey('audit');
  const recording = { ...dependencies, store, chainKey, lastInTransaction: lastInDatabaseTransaction };
  const lists = createAuditLists({ store, reader, cursorKey: () => deriveKey('audit-cursors') });
  const verifier = createVerifier({ store, reader, chainKey });
  const personOf = createPeopleOfPages(findPeople);
  return {
    name: 'audit',
    subscribers: [createRecording(recording)],
    resolvers: { ...createAuditResolvers({ lists, verifier, personOf }) },
    commands: createAuditCommands({ store, reader, lists, verifier }),
    denials: createDenials({ ...dependencies, onLost: onLostDenials }),
    verifier,
    open: async () => {
      if ((await store.readHead(reader)).head?.sequence !== 0) return;
      await transactions.run((transaction) => append(recording, transaction, []));
    },
  };
}
