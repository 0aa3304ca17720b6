import { randomBytes } from 'node:crypto';
import { type AuditRoom, auditTables, createAuditRoom } from '../../src/modules/audit/index.js';
import { createDatabase, type Database } from '../../src/platform/database/index.js';
import {
  addSeconds,
  createEventBus,
  createRequestOrigins,
  type DomainEvent,
  type EventBus,
  parseUserId,
  type RequestOrigins,
  type UserId,
} from '../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';

/** The audit room alone, on a database of the test's own, with a clock that each event moves by a second. */
export interface AuditLog {
  readonly opened: TestDatabase;
  readonly room: AuditRoom;
  readonly events: EventBus;
  readonly origins: RequestOrigins;
  /** Tells events, all in one transaction. */
  tell(...events: readonly Partial<DomainEvent>[]): Promise<void>;
  /** The entries as they lie in the table, oldest first. */
  rows(): Promise<readonly Row[]>;
  /** Runs SQL as the owner of the tables, with the triggers switched off: what the log must survive. */
  tamper(...statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export type Row = Readonly<Record<string, unknown>> & { readonly sequence: string; readonly action: string };

/** Whom the tests are about. */
export const someone: UserId = idOf('018f3f3e-0000-7000-8000-000000000001');

/** Somebody else. */
export const another: UserId = idOf('018f3f3e-0000-7000-8000-000000000002');

function idOf(text: string): UserId {
  const id = parseUserId(text);
  if (id === null) throw new Error('not an id');
  return id;
}

/** The room on a database that is open already, as another instance would have it. */
export function auditRoomOn(
  { transactions }: Database,
  key: Buffer,
): Pick<AuditLog, 'room' | 'events' | 'origins' | 'tell'> {
  const events = createEventBus();
  const origins = createRequestOrigins();
  let now = new Date('2026-03-01T09:30:00.000Z');
  const clock = { now: () => now };
  const room = createAuditRoom({
    transactions,
    events,
    origins,
    deriveKey: (purpose) => Buffer.concat([key, Buffer.from(purpose)]),
    findPeople: async () => [],
    onLostDenials: (_, error) => {
      throw error;
    },
    clock,
  });
  for (const subscriber of room.subscribers ?? []) events.subscribe(subscriber);
  return {
    room,
    events,
    origins,
    tell: (...told) =>
      transactions.run(async (transaction) => {
        for (const event of told) {
          now = addSeconds(now, 1);
          await events.publish(transaction, { ...usual, occurredAt: now, ...event });
        }
      }),
  };
}

const usual = { type: 'user.updated', actor: { type: 'CLI' }, subjectId: someone } as const;

/** Opens it, with a log that has begun. */
export async function openAuditLog(key: Buffer = randomBytes(32)): Promise<AuditLog> {
  const opened = await openTestDatabase(auditTables);
  const { database } = opened;
  const audit = auditRoomOn(database, key);
  await audit.room.open();
  return {
    ...audit,
    opened,
    rows: () => database.dataSource.query('SELECT * FROM audit_events ORDER BY sequence'),
    tamper: (...statements) =>
      database.dataSource.transaction(async (manager) => {
        const guards = { audit_events: 'audit_events_append_only', audit_head: 'audit_head_stays' };
        const set = async (word: string): Promise<void> => {
          for (const [table, trigger] of Object.entries(guards)) {
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

/** Another pool on the same server, as another instance has it. */
export async function openInstance(
  url: string,
  key: Buffer,
  poolSize: number,
): Promise<Pick<AuditLog, 'room' | 'tell'> & { close(): Promise<void> }> {
  const database = createDatabase({ kind: 'postgres', url, poolSize }, auditTables);
  await database.open();
  return { ...auditRoomOn(database, key), close: () => database.close() };
}
