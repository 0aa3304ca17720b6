import { randomBytes } from 'node:crypto';
import { type AuditModule, auditTables, createAuditModule } from '../../src/modules/audit/index.js';
import { createDatabase, type Database } from '../../src/platform/database/index.js';
import {
  addSeconds,
  createEventBus,
  createKeyedHash,
  createRequestOrigins,
  type DomainEvent,
  type EventBus,
  parseUserId,
  type RequestOrigins,
  type UserId,
} from '../../src/shared/index.js';
import { auditLog } from './audit-log-sql.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';
import { idOf } from './test-ids.js';

/** The audit module on its own database, with a clock that advances by one second per event. */
export interface TestAuditLog {
  readonly opened: TestDatabase;
  readonly module: AuditModule;
  readonly events: EventBus;
  readonly origins: RequestOrigins;
  /** Moves the clock. */
  moveBy(seconds: number): void;
  /** Publishes events in one transaction. */
  publishEvents(...events: readonly Partial<DomainEvent>[]): Promise<void>;
  /** Returns the rows of the table, oldest first. */
  rows(): Promise<readonly Row[]>;
  /** Returns the entries with the values that were not erased, oldest first. */
  entries(): Promise<readonly Row[]>;
  /** Returns the rows of the parts that can be erased. */
  parts(): Promise<readonly Row[]>;
  /** Runs SQL as the owner of the tables, with the triggers disabled. */
  executeWithoutTriggers(...statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export type Row = Readonly<Record<string, unknown>> & { readonly sequence: string; readonly action: string };

export const userId: UserId = idOf(parseUserId, '018f3f3e-0000-7000-8000-000000000001');

export const otherUserId: UserId = idOf(parseUserId, '018f3f3e-0000-7000-8000-000000000002');

/** Creates the module on an open database, as another instance does. */
export function createAuditModuleOn(
  { transactions, notifications }: Database,
  key: Buffer,
  options: { readonly retentionDays?: number } = {},
): Pick<TestAuditLog, 'module' | 'events' | 'origins' | 'publishEvents' | 'moveBy'> {
  const events = createEventBus();
  const origins = createRequestOrigins();
  let now = new Date('2026-03-01T09:30:00.000Z');
  const clock = { now: () => now };
  const module = createAuditModule({
    ...options,
    transactions,
    events,
    origins,
    chainHash: createKeyedHash(key),
    cursorHash: createKeyedHash(Buffer.concat([key, Buffer.from('cursors')])),
    changeNotifications: notifications,
    findUsers: async () => [],
    onDenialsLost: (_, error) => {
      throw error;
    },
    clock,
  });
  for (const subscriber of module.subscribers ?? []) events.subscribe(subscriber);
  return {
    module,
    events,
    origins,
    moveBy: (seconds) => {
      now = addSeconds(now, seconds);
    },
    publishEvents: (...published) =>
      transactions.run(async (transaction) => {
        for (const event of published) {
          now = addSeconds(now, 1);
          await events.publishEvent(transaction, { ...defaultEvent, occurredAt: now, ...event });
        }
      }),
  };
}

const defaultEvent = { type: 'user.updated', actor: { type: 'CLI' }, subjectId: userId } as const;

/** Creates the module on a new database and starts the log. */
export async function createTestAuditLog(
  key: Buffer = randomBytes(32),
  options: { readonly retentionDays?: number } = {},
): Promise<TestAuditLog> {
  const opened = await openTestDatabase(auditTables);
  const { database } = opened;
  const audit = createAuditModuleOn(database, key, options);
  await audit.module.open();
  return {
    ...audit,
    opened,
    rows: () => database.dataSource.query('SELECT * FROM audit_events ORDER BY sequence'),
    entries: () => database.dataSource.query(`SELECT * FROM ${auditLog} ORDER BY sequence`),
    parts: () => database.dataSource.query('SELECT * FROM audit_personal ORDER BY sequence, part'),
    executeWithoutTriggers: (...statements) =>
      database.dataSource.transaction(async (manager) => {
        const guards = [
          ['audit_events', 'audit_events_append_only'],
          ['audit_events', 'audit_events_removal'],
          ['audit_checkpoints', 'audit_checkpoints_append_only'],
          ['audit_head', 'audit_head_stays'],
          ['audit_personal', 'audit_personal_unchanged'],
        ];
        const set = async (word: string): Promise<void> => {
          for (const [table, trigger] of guards) {
            await manager.query(`ALTER TABLE ${table} ${word} TRIGGER ${trigger}`);
          }
        };
        await set('DISABLE');
        for (const statement of statements) await manager.query(statement);
        await set('ENABLE ALWAYS');
      }),
    close: () => opened.close(),
  };
}

/** Creates the module on another connection pool to a server, as another instance does. */
export async function openAuditInstance(
  url: string,
  key: Buffer,
  poolSize: number,
): Promise<Pick<TestAuditLog, 'module' | 'publishEvents'> & { close(): Promise<void> }> {
  const database = createDatabase({ kind: 'postgres', url, poolSize }, auditTables);
  await database.open();
  return { ...createAuditModuleOn(database, key), close: () => database.close() };
}
