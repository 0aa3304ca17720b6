import { EntitySchema } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Role } from '../../src/modules/access/index.js';
import {
  createSessionsModule,
  type IssuedTokens,
  type SessionOwner,
  type SessionOwners,
  type SessionsModule,
  sessionsTables,
  withActors,
} from '../../src/modules/sessions/index.js';
import { createTokensModule, tokensTables } from '../../src/modules/tokens/index.js';
import type { Database } from '../../src/platform/database/index.js';
import { entityManager } from '../../src/platform/database/index.js';
import { createRateLimitModule } from '../../src/platform/rate-limit/index.js';
import {
  type ChangeNotifications,
  type ClientInfo,
  createEventBus,
  createKeyedHash,
  type DomainEvent,
  parseUserId,
  type Reader,
  type UserId,
} from '../../src/shared/index.js';
import { audience, createTestKey, createTestSigningKeys, issuer } from './access-tokens.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';
import { idOf } from './test-ids.js';

/** A stub of the table `users` as the target of foreign keys. */
const usersTable = new EntitySchema<{ id: string }>({
  name: 'users',
  columns: { id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'users_pkey' } },
});

/** The tables of an instance of the two modules. */
export const sessionsFixtureTables: readonly EntitySchema[] = [
  usersTable,
  ...tokensTables,
  ...sessionsTables,
];

export function openSessionsDatabase(): Promise<TestDatabase> {
  return openTestDatabase(sessionsFixtureTables);
}

/** The columns of a user that a test may set. */
export interface UserFieldColumns {
  readonly role?: Role;
  readonly security_epoch?: number;
  readonly disabled_at?: Date | null;
  readonly disabled_until?: Date | null;
  readonly deleted_at?: Date | null;
}

/** Inserts a user row with the given columns. */
export async function insertUser(database: Database, user: UserFieldColumns = {}): Promise<UserId> {
  const id = idOf(parseUserId, uuidv7());
  await database.dataSource.query(
    `INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at, security_epoch, version,
       created_at, updated_at)
     VALUES ($1::uuid, $1::text, $1::text, $1::text, $1::text, true, 'USER', now(), 0, 1, now(), now())`,
    [id],
  );
  await changeUser(database, id, user);
  return id;
}

export async function changeUser(database: Database, id: UserId, user: UserFieldColumns): Promise<void> {
  for (const [column, value] of Object.entries(user)) {
    await database.dataSource.query(`UPDATE users SET ${column} = $2 WHERE id = $1`, [id, value]);
  }
}

/** Implements the port of the users module on the stub table. */
function createSessionOwnersStub(now: () => Date): SessionOwners {
  const findBy = async (reader: Reader, where: string, value: string): Promise<SessionOwner | null> => {
    const [row] = await entityManager(reader).query(`SELECT * FROM users WHERE ${where} = $1`, [value]);
    if (row === undefined) return null;
    const hasExpired = row.disabled_until !== null && row.disabled_until <= now();
    return {
      id: idOf(parseUserId, row.id),
      role: row.role,
      securityEpoch: row.security_epoch,
      disabled: row.disabled_at !== null && !hasExpired,
      deleted: row.deleted_at !== null,
    };
  };
  return {
    find: (reader, id) => findBy(reader, 'id', id),
    findByIdentifier: (reader, text) => findBy(reader, 'username_key', text),
  };
}

export const phone: ClientInfo = { ipAddress: '192.0.2.7', userAgent: 'Phone/1', requestId: 'r1' };
export const laptop: ClientInfo = { ipAddress: '2001:db8::1', userAgent: 'Laptop/2', requestId: 'r2' };

export const lifetimes = { idleTtlSeconds: 3600, absoluteTtlSeconds: 7200, graceSeconds: 10 };

/** The tokens and sessions modules on a database, with a fake clock and the published events. */
export interface SessionsFixture extends SessionsModule {
  readonly clock: FakeClock;
  readonly events: DomainEvent[];
  /** Starts a session for the user. */
  signIn(
    userId: UserId,
    options?: { scope?: readonly string[]; role?: Role; epoch?: number },
  ): Promise<IssuedTokens>;
  refresh(refreshToken: string): Promise<IssuedTokens>;
  /** Returns the reason of a rejected refresh; null when it succeeds. */
  refreshFailure(refreshToken: string): Promise<string | null>;
  /** Returns the failure of an access token; null when it is accepted. */
  accessTokenFailure(accessToken: string): Promise<string | null>;
  findSessionRow(sessionId: string): Promise<Record<string, unknown>>;
  /** Publishes an event as another module would. */
  publishEvent(event: Omit<DomainEvent, 'occurredAt' | 'actor'>): Promise<void>;
}

/** Fixtures with the same key on the same database are instances of one server. */
export function createSessionsFixture(
  database: Database,
  clock = createFakeClock(),
  key = createTestKey(),
  options: {
    readonly retentionDays?: number;
    /** Default: those of the database. */
    readonly changeNotifications?: ChangeNotifications;
  } = {},
): SessionsFixture {
  const bus = createEventBus();
  const events: DomainEvent[] = [];
  bus.subscribe(async (_transaction, event) => {
    events.push(event);
  });
  const { accessTokens } = createTokensModule({
    signingKeys: createTestSigningKeys(key),
    issuer,
    audience,
    accessTokenTtlSeconds: 900,
    events: bus,
    clock,
  });
  const transactions = withActors(database.transactions, clock);
  const owners = createSessionOwnersStub(clock.now);
  const module = createSessionsModule({
    transactions,
    accessTokens,
    owners,
    ...lifetimes,
    // Each refresh is counted as usual; the limit is never reached.
    refreshLimit: createRateLimitModule({
      transactions: database.transactions,
      keyedHash: createKeyedHash(Buffer.alloc(32, 8)),
      quotas: { refresh: { amount: 1_000_000_000, windowSeconds: 3600 } },
      clock,
    }).refreshLimit,
    events: bus,
    changeNotifications: database.notifications,
    ...options,
    cursorHash: createKeyedHash(Buffer.alloc(32, 7)),
    clock,
  });
  for (const subscriber of module.subscribers ?? []) bus.subscribe(subscriber);
  const refresh = (refreshToken: string) => module.sessions.refreshSession({ refreshToken, client: laptop });
  return {
    ...module,
    clock,
    events,
    signIn: (id, { scope = null, role = 'USER', epoch: securityEpoch = 0 } = {}) =>
      transactions.run((transaction) =>
        module.sessions.startSession(transaction, {
          user: { id, role, securityEpoch },
          client: phone,
          deviceName: 'My phone',
          scope,
        }),
      ),
    refresh,
    refreshFailure: (refreshToken) => refresh(refreshToken).then(() => null, reasonOf),
    accessTokenFailure: async (accessToken) =>
      (await module.authenticator.authenticate(accessToken))?.failure ?? null,
    findSessionRow: async (sessionId) => {
      const [row] = await database.dataSource.query('SELECT * FROM sessions WHERE id = $1', [sessionId]);
      return row;
    },
    publishEvent: (event) =>
      transactions.run((transaction) =>
        bus.publishEvent(transaction, { ...event, occurredAt: clock.now(), actor: { type: 'SYSTEM' } }),
      ),
  };
}

/** Returns the reason of a DomainError and throws anything else again. */
export function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'reason' in error) return String(error.reason);
  throw error;
}

/** Returns the user of an access token as an actor. */
export async function actorFrom(fixture: SessionsFixture, accessToken: string): Promise<Actor> {
  const user = (await fixture.authenticator.authenticate(accessToken))?.user;
  if (user === null || user === undefined) throw new Error('the actor is not signed in');
  return { type: 'USER', user };
}
