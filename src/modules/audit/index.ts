/**
 * The audit log: who did what to whom, when and from where, in the transaction of the change itself. It hears events and nothing else: no
 * other module knows it. It will never change or remove an entry, never hold a secret, and never decide whether something may be done.
 */

import type { EntitySchema } from 'typeorm';
import type {
  Clock,
  EventPublisher,
  KeyedHash,
  Module,
  RequestOrigins,
  Transactions,
} from '../../shared/index.js';
import { createAuditCommands } from './audit.commands.js';
import { type AuditUser, createAuditResolvers } from './audit.resolvers.js';
import { auditEventsTable } from './audit-events.table.js';
import { auditHeadTable } from './audit-head.table.js';
import { createAuditReader } from './audit-reader.js';
import { typeormAuditStore, typeormBeforeCommit } from './audit-store.typeorm.js';
import { type AuditVerifier, createAuditVerifier } from './audit-verifier.js';
import { createDenialRecorder, type DenialRecorder } from './denial-recorder.js';
import { createActorLoader, type FindUsers } from './load-actors.js';
import { appendEntries, createRecorder } from './recorder.js';

export type { AuditVerification, AuditVerifier } from './audit-verifier.js';
export type { Denial, DenialRecorder } from './denial-recorder.js';

/** What the module is built from. */
export interface AuditDependencies {
  readonly transactions: Transactions;
  readonly events: EventPublisher;
  readonly origins: RequestOrigins;
  /** Hashes the entries; its key is the same on every instance, and not in the database. */
  readonly chainHash: KeyedHash;
  /** Signs the cursors of lists; likewise. */
  readonly cursorHash: KeyedHash;
  readonly findUsers: FindUsers<AuditUser>;
  /** Hears of refusals that could not be written down. */
  readonly onDenialsLost: (count: number, error: unknown) => void;
  readonly clock: Clock;
}

/** The module and what it offers to the house. */
export interface AuditModule extends Module {
  /** Begins the log where there is none; to be awaited after the keys are open and before anything is served. */
  open(): Promise<void>;
  readonly denialRecorder: DenialRecorder;
  readonly verifier: AuditVerifier;
}

/** The module's tables. */
export const auditTables: readonly EntitySchema[] = [auditEventsTable, auditHeadTable];

/** Builds the module. */
export function createAuditModule(dependencies: AuditDependencies): AuditModule {
  const { transactions, chainHash, cursorHash, findUsers, onDenialsLost } = dependencies;
  const store = typeormAuditStore;
  const { reader } = transactions;
  const recorderDependencies = { ...dependencies, store, beforeCommit: typeormBeforeCommit };
  const auditReader = createAuditReader({ store, reader, cursorHash });
  const verifier = createAuditVerifier({ store, reader, chainHash });
  const loadActor = createActorLoader(findUsers);
  return {
    name: 'audit',
    subscribers: [createRecorder(recorderDependencies)],
    resolvers: { ...createAuditResolvers({ auditReader, verifier, loadActor }) },
    commands: createAuditCommands({ store, reader, auditReader, verifier }),
    denialRecorder: createDenialRecorder({ ...dependencies, onLost: onDenialsLost }),
    verifier,
    open: async () => {
      if ((await store.readHead(reader)).head?.sequence !== 0) return;
      await transactions.run((transaction) => appendEntries(recorderDependencies, transaction, []));
    },
  };
}
