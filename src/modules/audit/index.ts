/**
 * The audit log: who did what to whom, when and from where, recorded in the transaction of the change itself.
 * It subscribes to events; no other module imports it. It never changes an entry, removes entries only after
 * their retention, never stores a secret, and makes no authorization decision.
 */

import type { EntitySchema } from 'typeorm';
import type {
  ChangeNotifications,
  Clock,
  EventPublisher,
  KeyedHash,
  Module,
  ReadList,
  RequestOrigins,
  Transactions,
} from '../../shared/index.js';
import { createAuditCommands } from './audit.commands.js';
import { type AuditUser, createAuditResolvers } from './audit.resolvers.js';
import type { AuditCheck, HourlyCount } from './audit-activity.js';
import { typeormAuditActivity } from './audit-activity.typeorm.js';
import { auditCheckpointsTable } from './audit-checkpoints.table.js';
import { auditChecksTable } from './audit-checks.table.js';
import { auditEventsTable } from './audit-events.table.js';
import { auditHeadTable } from './audit-head.table.js';
import { auditPersonalTable } from './audit-personal.table.js';
import { createAuditReader } from './audit-reader.js';
import { typeormAuditRepository } from './audit-repository.typeorm.js';
import { createAuditRetention } from './audit-retention.js';
import { type AuditVerifier, createAuditVerifier, recordChecks } from './audit-verifier.js';
import { createAuditWatch } from './audit-watch.js';
import { createDenialRecorder, type DenialRecorder } from './denial-recorder.js';
import { eraseOnEvents } from './erase-on-events.js';
import { createActorLoader, type FindUsers } from './load-actors.js';
import { findPersonalEvents } from './personal-events.js';
import { appendEntries, createRecorder } from './recorder.js';

export type { AuditVerification, AuditVerifier } from './audit-verifier.js';
export type { Denial, DenialRecorder } from './denial-recorder.js';

/** The dependencies of the audit module. */
export interface AuditDependencies {
  readonly transactions: Transactions;
  /** Default: reads like `transactions.reader`. */
  readonly readList?: ReadList;
  readonly events: EventPublisher;
  readonly origins: RequestOrigins;
  /** Hashes the entries. Its key is the same on every instance and not stored in the database. */
  readonly chainHash: KeyedHash;
  /** Signs the cursors of lists. */
  readonly cursorHash: KeyedHash;
  readonly changeNotifications: ChangeNotifications;
  readonly findUsers: FindUsers<AuditUser>;
  /** How long entries are kept. Default: for ever. */
  readonly retentionDays?: number | null;
  /** Called with the number of denials that could not be recorded. */
  readonly onDenialsLost: (count: number, error: unknown) => void;
  readonly clock: Clock;
}

/** The audit module. */
export interface AuditModule extends Module {
  /** Starts the log if it is empty. Must be awaited before the server accepts requests. */
  open(): Promise<void>;
  readonly denialRecorder: DenialRecorder;
  readonly verifier: AuditVerifier;
  /** Counts the events by hour, from one instant (inclusive) to another. */
  countByHour(from: Date, before: Date): Promise<readonly HourlyCount[]>;
  /** Returns the last verification of the whole log; null when there was none. */
  findLastCheck(): Promise<AuditCheck | null>;
}

/** The tables of the audit module. */
export const auditTables: readonly EntitySchema[] = [
  auditEventsTable,
  auditHeadTable,
  auditCheckpointsTable,
  auditChecksTable,
  auditPersonalTable,
];

/** Creates the audit module. */
export function createAuditModule(dependencies: AuditDependencies): AuditModule {
  const { transactions, chainHash, cursorHash, findUsers, onDenialsLost, clock } = dependencies;
  const { retentionDays = null } = dependencies;
  const repository = typeormAuditRepository;
  const { reader } = transactions;
  const { readList = (read) => read(reader) } = dependencies;
  const recorderDependencies = { ...dependencies, repository };
  const auditReader = createAuditReader({ repository, readList, cursorHash });
  const watch = createAuditWatch({
    repository,
    reader,
    changeNotifications: dependencies.changeNotifications,
  });
  const verifier = recordChecks(createAuditVerifier({ repository, reader, chainHash }), (valid) =>
    transactions.run((transaction) =>
      typeormAuditActivity.recordCheck(transaction, { checkedAt: clock.now(), valid }),
    ),
  );
  const loadActor = createActorLoader(findUsers);
  return {
    name: 'audit',
    subscribers: [createRecorder(recorderDependencies), eraseOnEvents(repository)],
    resolvers: { ...createAuditResolvers({ auditReader, verifier, watch, loadActor }) },
    commands: createAuditCommands({ repository, reader, auditReader, verifier }),
    denialRecorder: createDenialRecorder({ ...dependencies, onLost: onDenialsLost }),
    personalData: async (userId) => ({
      events: await findPersonalEvents(repository, reader, userId),
    }),
    verifier,
    countByHour: (from, before) => typeormAuditActivity.countByHour(reader, from, before),
    findLastCheck: () => typeormAuditActivity.findLastCheck(reader),
    gauges: [
      {
        name: 'cordon_audit_head_sequence',
        help: 'The number of the newest entry of the audit log. It decreases only when the log was cut.',
        read: async () => (await repository.readHead(reader)).head?.sequence ?? 0,
        combine: 'max',
      },
    ],
    sweep: createAuditRetention({ repository, chainHash, retentionDays, clock }),
    open: async () => {
      if ((await repository.readHead(reader)).head?.sequence !== 0) return;
      await transactions.run((transaction) => appendEntries(recorderDependencies, transaction, []));
    },
  };
}
