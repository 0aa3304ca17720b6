import { v7 as uuidv7 } from 'uuid';
import {
  type Actor,
  cliActor,
  cordonRoles,
  type Role,
  type Roles,
} from '../../../src/modules/access/index.js';
import {
  createPasswordsModule,
  type PasswordsModule,
  passwordsTables,
} from '../../../src/modules/passwords/index.js';
import { createTokensModule, type TokensModule, tokensTables } from '../../../src/modules/tokens/index.js';
import {
  createUsersModule,
  type User,
  type UsersModule,
  usersTables,
} from '../../../src/modules/users/index.js';
import {
  createEventBus,
  createKeyedHash,
  createSealing,
  type DomainEvent,
  parseSessionId,
  type UserId,
} from '../../../src/shared/index.js';
import { createCapturedMail } from '../../helpers/captured-mail.js';
import { generateKeys } from '../../helpers/generate-keys.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { trustActors } from '../../helpers/trust-actors.js';

/** The users module on a real database, with real passwords and tokens, a fake clock and recorded events. */
export interface UsersFixture extends UsersModule {
  readonly test: TestDatabase;
  readonly passwordsModule: PasswordsModule;
  readonly tokensModule: TokensModule;
  readonly events: DomainEvent[];
  /** The arguments of all calls to the login unlocker. */
  readonly unlocks: readonly unknown[];
  /** Advances the clock. */
  advanceClock(seconds: number): void;
  now(): Date;
  /** Creates an active user with a password and clears the recorded events. */
  createUser(role?: Role, name?: string): Promise<User>;
  /** Reads the current state of the user. */
  reload(user: { readonly id: UserId }): Promise<User>;
  hasPassword(user: { readonly id: UserId }): Promise<boolean>;
  /** Counts the rows of a table. */
  count(table: string): Promise<number>;
  close(): Promise<void>;
}

/** A password that meets all rules. */
export const goodPassword = 'correct horse battery staple 9';

/** Creates a fixture with many users, whom the statement inserts without events and checks. */
export async function createFilledUsersFixture(insertUsers: string): Promise<UsersFixture> {
  const fixture = await createUsersFixture();
  const { dataSource } = fixture.test.database;
  await dataSource.query('ALTER TABLE users DISABLE TRIGGER ALL');
  await dataSource.query(insertUsers);
  await dataSource.query('ALTER TABLE users ENABLE TRIGGER ALL');
  return fixture;
}

/** Creates an independent fixture. */
export async function createUsersFixture(roles: Roles = cordonRoles): Promise<UsersFixture> {
  const test = await openTestDatabase([...usersTables, ...passwordsTables, ...tokensTables]);
  const transactions = trustActors(test.database.transactions);
  let instant = new Date('2026-03-01T09:30:00.123Z');
  const clock = { now: () => instant };
  const events: DomainEvent[] = [];
  const unlocks: unknown[] = [];
  const bus = createEventBus();
  bus.subscribe(async (_, event) => {
    events.push(event);
  });
  const passwordsModule = createPasswordsModule({ transactions, peppers, bcryptCost: 4, minLength: 15 });
  const tokensModule = createTokensModule({ ...tokenSettings(), events: bus, clock });
  const module = createUsersModule({
    roles,
    transactions,
    passwords: passwordsModule.passwords,
    credentials: passwordsModule.credentials,
    oneTimeTokens: tokensModule.oneTimeTokens,
    links: {
      setup: (token) => `http://localhost:4000/setup#token=${token}`,
      invitation: (token) => `http://localhost:4000/setup#token=${token}`,
      passwordReset: (token) => `http://localhost:4000/setup#token=${token}`,
    },
    ...createCapturedMail(createSealing(Buffer.alloc(32, 7)), clock, false),
    loginUnlocker: { unlock: async (...unlocked) => void unlocks.push(unlocked.slice(1)) },
    events: bus,
    keyedHash: createKeyedHash(Buffer.alloc(32, 7)),
    changeNotifications: test.database.notifications,
    clock,
  });
  let users = 0;
  return {
    ...module,
    unlocks,
    test,
    passwordsModule,
    tokensModule,
    events,
    now: () => instant,
    advanceClock: (seconds) => {
      instant = new Date(instant.getTime() + seconds * 1000);
    },
    createUser: async (role = 'USER', name) => {
      users += 1;
      const username = name ?? `user${users}`;
      const input = { username, email: `${username}@example.com`, role, password: goodPassword };
      const { user } = await module.administration.createUser(input, cliActor);
      events.length = 0;
      return user;
    },
    reload: async ({ id }) => {
      const user = await module.users.find(transactions.reader, id);
      if (user === null) throw new Error('the user has no row');
      return user;
    },
    hasPassword: async ({ id }) =>
      (await passwordsModule.credentials.findUsersWithPassword(transactions.reader, [id])).has(id),
    count: async (table) => {
      const rows = await test.database.dataSource.query(`SELECT count(*)::int AS rows FROM ${table}`);
      return rows[0].rows;
    },
    close: () => test.close(),
  };
}

/** Returns the actor of a signed-in user. */
export function actorFor(user: Pick<User, 'id' | 'role'>): Actor {
  const sessionId = parseSessionId(uuidv7());
  if (sessionId === null) throw new Error('the session id is not a UUID');
  const instant = new Date('2026-03-01T09:30:00Z');
  const { id, role } = user;
  const session = {
    sessionId,
    scopes: null,
    authenticatedAt: instant,
    assurance: 1,
    mustProveSecondFactor: false,
    expiresAt: instant,
  };
  return { type: 'USER', user: { id, role, ...session } };
}

const peppers = {
  current: () => ({ id: 'test', secret: Buffer.alloc(32, 1) }),
  find: (id: string) => (id === 'test' ? Buffer.alloc(32, 1) : null),
};

function tokenSettings(): Omit<Parameters<typeof createTokensModule>[0], 'clock' | 'events'> {
  const { privateKey, publicKey } = generateKeys();
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
