import { generateKeyPairSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, cliActor, type Role } from '../../../src/modules/access/index.js';
import {
  createPasswordsRoom,
  type PasswordsRoom,
  passwordsTables,
} from '../../../src/modules/passwords/index.js';
import { createTokensRoom, type TokensRoom, tokensTables } from '../../../src/modules/tokens/index.js';
import { createUsersRoom, type User, type UsersRoom, usersTables } from '../../../src/modules/users/index.js';
import { createEventBus, type DomainEvent, parseSessionId, type UserId } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

/** The room on a real database, with real passwords and tokens, a clock that stands still, and an ear for events. */
export interface UsersWorld extends UsersRoom {
  readonly test: TestDatabase;
  readonly passwordsRoom: PasswordsRoom;
  readonly tokensRoom: TokensRoom;
  readonly events: DomainEvent[];
  /** Whom the limits room was told to unlock, with their names. */
  readonly unlocks: readonly unknown[];
  /** Moves time on. */
  pass(seconds: number): void;
  now(): Date;
  /** A living, active person with a password, made without any event left behind. */
  person(role?: Role, name?: string): Promise<User>;
  /** The person as the API sees them now. */
  again(user: { readonly id: UserId }): Promise<User>;
  hasPassword(user: { readonly id: UserId }): Promise<boolean>;
  /** Rows of a table. */
  count(table: string): Promise<number>;
  close(): Promise<void>;
}

/** A password that keeps every rule. */
export const goodPassword = 'correct horse battery staple 9';

/** Opens a world of its own. */
export async function openUsersWorld(): Promise<UsersWorld> {
  const test = await openTestDatabase([...usersTables, ...passwordsTables, ...tokensTables]);
  const { transactions } = test.database;
  let instant = new Date('2026-03-01T09:30:00.123Z');
  const clock = { now: () => instant };
  const events: DomainEvent[] = [];
  const unlocks: unknown[] = [];
  const bus = createEventBus();
  bus.subscribe(async (_, event) => {
    events.push(event);
  });
  const passwordsRoom = createPasswordsRoom({ transactions, peppers, bcryptCost: 4, minLength: 15 });
  const tokensRoom = createTokensRoom({ ...tokenSettings(), events: bus, clock });
  const room = createUsersRoom({
    transactions,
    passwords: passwordsRoom.passwords,
    credentials: passwordsRoom.credentials,
    oneTimeTokens: tokensRoom.oneTimeTokens,
    links: {
      invitation: (token) => `http://localhost:4000/setup#token=${token}`,
      passwordReset: (token) => `http://localhost:4000/setup#token=${token}`,
    },
    unlocking: { unlock: async (...unlocked) => void unlocks.push(unlocked.slice(1)) },
    events: bus,
    fingerprintKey: () => Buffer.alloc(32, 7),
    notices: test.database.notifications,
    clock,
  });
  let people = 0;
  return {
    ...room,
    unlocks,
    test,
    passwordsRoom,
    tokensRoom,
    events,
    now: () => instant,
    pass: (seconds) => {
      instant = new Date(instant.getTime() + seconds * 1000);
    },
    person: async (role = 'USER', name) => {
      people += 1;
      const username = name ?? `person${people}`;
      const input = { username, email: `${username}@example.com`, role, password: goodPassword };
      const { user } = await room.administration.createUser(input, cliActor);
      events.length = 0;
      return user;
    },
    again: async ({ id }) => {
      const user = await room.users.find(transactions.reader, id);
      if (user === null) throw new Error('the person is gone from the table');
      return user;
    },
    hasPassword: async ({ id }) =>
      (await passwordsRoom.credentials.holders(transactions.reader, [id])).has(id),
    count: async (table) => {
      const rows = await test.database.dataSource.query(`SELECT count(*)::int AS rows FROM ${table}`);
      return rows[0].rows;
    },
    close: () => test.close(),
  };
}

/** Somebody who is signed in and acts. */
export function as(user: Pick<User, 'id' | 'role'>): Actor {
  const sessionId = parseSessionId(uuidv7());
  if (sessionId === null) throw new Error('a UUID that is none');
  const instant = new Date('2026-03-01T09:30:00Z');
  const { id, role } = user;
  const session = { sessionId, scopes: null, authenticatedAt: instant, expiresAt: instant };
  return { type: 'USER', user: { id, role, ...session } };
}

const peppers = {
  current: () => ({ id: 'test', secret: Buffer.alloc(32, 1) }),
  find: (id: string) => (id === 'test' ? Buffer.alloc(32, 1) : null),
};

function tokenSettings(): Omit<Parameters<typeof createTokensRoom>[0], 'clock' | 'events'> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    signingKeys: {
      active: () => ({ kid: 'test', algorithm: 'ES256', privateKey }),
      find: (kid) => (kid === 'test' ? { kid, algorithm: 'ES256', publicKey } : null),
    },
    issuer: 'http://localhost:4000',
    audience: 'http://localhost:4000',
    accessTokenTtlSeconds: 900,
  };
}
