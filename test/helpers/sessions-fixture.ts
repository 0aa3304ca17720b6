import { EntitySchema } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, parseRole, type Role } from '../../src/modules/access/index.js';
import {
  createSessionsModule,
  type IssuedTokens,
  type SessionOwner,
  type SessionOwners,
  type SessionsModule,
  sessionsTables,
} from '../../src/modules/sessions/index.js';
import { createTokensModule, tokensTables } from '../../src/modules/tokens/index.js';
import type { Database } from '../../src/platform/database/index.js';
import { entityManager } from '../../src/platform/database/index.js';
import {
  type ClientInfo,
  createEventBus,
  type DomainEvent,
  parseUserId,
  type Reader,
  type UserId,
} from '../../src/shared/index.js';
import {
  audience,
  createFakeClock,
  createTestKey,
  createTestSigningKeys,
  idOf,
  issuer,
} from './access-tokens.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';

/** Enough of the table `users` for foreign keys to point at. */
const usersTable = new EntitySchema<{ id: string }>({
  name: 'users',
  columns: { id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'users_pkey' } },
});

/** What an instance of the two modules needs to know of the database. */
export const sessionsFixtureTables: readonly EntitySchema[] = [
  usersTable,
  ...tokensTables,
  ...sessionsTables,
];

export function openSessionsDatabase(): Promise<TestDatabase> {
  return openTestDatabase(sessionsFixtureTables);
}

/** What a test may say about a user; columns by their names. */
export interface UserFieldColumns {
  readonly role?: Role;
  readonly security_epoch?: number;
  readonly disabled_at?: Date | null;
  readonly disabled_until?: Date | null;
  readonly deleted_at?: Date | null;
}

/** A user straight into the table, with whatever columns the test is about. */
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

/** The twin of the users module's port. */
function createSessionOwnersStub(now: () => Date): SessionOwners {
  const findBy = async (reader: Reader, where: string, value: string): Promise<SessionOwner | null> => {
    const [row] = await entityManager(reader).query(`SELECT * FROM users WHERE ${where} = $1`, [value]);
    if (row === undefined) return null;
    const isOver = row.disabled_until !== null && row.disabled_until <= now();
    return {
      id: idOf(parseUserId, row.id),
      role: idOf(parseRole, row.role),
      securityEpoch: row.security_epoch,
      disabled: row.disabled_at !== null && !isOver,
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

/** The two modules on a database, with a clock that the test moves and every event that was told. */
export interface SessionsFixture extends SessionsModule {
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly events: DomainEvent[];
  /** Signs somebody in. */
  signIn(
    userId: UserId,
    options?: { scope?: readonly string[]; role?: Role; epoch?: number },
  ): Promise<IssuedTokens>;
  refresh(refreshToken: string): Promise<IssuedTokens>;
  /** The reason of the refusal, or null when the refresh was granted. */
  refusal(refreshToken: string): Promise<string | null>;
  /** What becomes of an access token. */
  failure(accessToken: string): Promise<string | null>;
  /** The session's row. */
  row(sessionId: string): Promise<Record<string, unknown>>;
  /** Tells an event as another module would. */
  publishEvent(event: Omit<DomainEvent, 'occurredAt' | 'actor'>): Promise<void>;
}

/** Benches with one key on one database are instances of one server. */
export function createSessionsFixture(
  database: Database,
  clock = createFakeClock(),
  key = createTestKey(),
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
  const { transactions } = database;
  const owners = createSessionOwnersStub(clock.now);
  const module = createSessionsModule({
    transactions,
    accessTokens,
    owners,
    ...lifetimes,
    // How often is the limits module's affair.
    refreshLimit: { charge: async () => {}, chargeUnknownToken: async () => {} },
    events: bus,
    changeNotifications: database.notifications,
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
    refusal: (refreshToken) => refresh(refreshToken).then(() => null, reasonOf),
    failure: async (accessToken) => (await module.authenticator.authenticate(accessToken))?.failure ?? null,
    row: async (sessionId) => {
      const [row] = await database.dataSource.query('SELECT * FROM sessions WHERE id = $1', [sessionId]);
      return row;
    },
    publishEvent: (event) =>
      transactions.run((transaction) =>
        bus.publish(transaction, { ...event, occurredAt: clock.now(), actor: { type: 'SYSTEM' } }),
      ),
  };
}

/** The reason of a DomainError; anything else is thrown on. */
export function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'reason' in error) return String(error.reason);
  throw error;
}

/** A signed-in user as an actor. */
export async function actorFrom(fixture: SessionsFixture, accessToken: string): Promise<Actor> {
  const user = (await fixture.authenticator.authenticate(accessToken))?.user;
  if (user === null || user === undefined) throw new Error('the actor is not signed in');
  return { type: 'USER', user };
}
