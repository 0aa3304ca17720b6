import { type CurrentUser, cliActor, type Role } from '../../src/access/index.js';
import { advisoryLock, databaseRefusal } from '../../src/database/index.js';
import type { RequestContext } from '../../src/graphql/index.js';
import { createInvitationsRoom, type InvitationsRoom } from '../../src/invitations/index.js';
import {
  addSeconds,
  type ClientInfo,
  type Clock,
  createEventBus,
  DomainError,
  type DomainEvent,
  type EventSubscriber,
  type Reader,
  type ResolverMap,
  type Route,
} from '../../src/kernel/index.js';
import { createKeysRoom, keysTables } from '../../src/keys/index.js';
import {
  createLimitsRoom,
  type GuessPolicy,
  type LimitsDependencies,
  limitsTables,
} from '../../src/limits/index.js';
import { createLoginRoom, type LoginRoom } from '../../src/login/index.js';
import { createOauthRoom } from '../../src/oauth/index.js';
import { type Bcrypt, createPasswordsRoom, passwordsTables } from '../../src/passwords/index.js';
import { createSessionsRoom, type SessionsRoom, sessionsTables } from '../../src/sessions/index.js';
import { createTokensRoom, type TokensRoom, tokensTables } from '../../src/tokens/index.js';
import { createUsersRoom, type User, type UsersRoom, usersTables } from '../../src/users/index.js';
import { openTestDatabase, type TestDatabase } from './database.js';

/** What a test may set otherwise. */
export interface SigningInOptions {
  readonly signUpEnabled?: boolean;
  readonly passwordGrantEnabled?: boolean;
  readonly quotas?: LimitsDependencies['quotas'];
  readonly guessPolicy?: GuessPolicy;
  readonly bcrypt?: Bcrypt;
  readonly bcryptCost?: number;
  readonly issuer?: string;
  /** When the test begins; a fixed day otherwise. */
  readonly startAt?: Date;
}

/** A mutation's answer as a door gives it, or the refusals that it threw. */
export type Answer = Record<string, unknown> & { readonly reasons: readonly string[] };

/** What a test may say of the request beyond who calls. */
export type MoreContext = Partial<Pick<RequestContext, 'client' | 'deviceCookie'>>;

/** All rooms that signing in needs, on a database of the test's own, with a clock that the test moves. */
export interface SigningIn {
  readonly opened: TestDatabase;
  readonly login: LoginRoom;
  readonly invitations: InvitationsRoom;
  readonly sessions: SessionsRoom;
  readonly users: UsersRoom;
  readonly tokens: TokensRoom;
  readonly reader: Reader;
  readonly events: DomainEvent[];
  readonly routes: readonly Route[];
  readonly clock: Clock;
  /** Lets time pass. */
  advance(seconds: number): void;
  /** Calls a mutation through its resolver; a refusal comes back as data with its reasons. */
  mutate(field: string, args: unknown, currentUser?: CurrentUser, more?: MoreContext): Promise<Answer>;
  /** Makes somebody with a password. */
  person(name: string, options?: { readonly role?: Role; readonly mustChange?: boolean }): Promise<User>;
  /** The person behind an access token; null when it is refused. */
  caller(accessToken: unknown): Promise<CurrentUser | null>;
  /** Hears events inside their transactions. */
  subscribe(subscriber: EventSubscriber): void;
  /** Runs SQL. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A password that the policy accepts, and that all people of the factory have. */
export const goodPassword = 'violet thunder over the quiet harbour';

/** Another one. */
export const otherPassword = 'seven lanterns beside a frozen river';

/** Where requests come from. */
export const client: ClientInfo = { ipAddress: '203.0.113.1', userAgent: 'test', requestId: 'request-1' };

/** The links of the tests: `<kind>:<token>`. */
const links = {
  setup: (token: string) => `setup:${token}`,
  invitation: (token: string) => `invitation:${token}`,
  passwordReset: (token: string) => `reset:${token}`,
};

/** Opens it all. */
export async function openSigningIn(options: SigningInOptions = {}): Promise<SigningIn> {
  const opened = await openTestDatabase([
    ...keysTables,
    ...limitsTables,
    ...passwordsTables,
    ...sessionsTables,
    ...tokensTables,
    ...usersTables,
  ]);
  const rooms = await buildRooms(opened, options);
  const { login, invitations, users, sessions, oauth, clock, keys } = rooms;
  const { dataSource, transactions } = opened.database;
  const people = { ...users.administration };
  return {
    opened,
    login,
    invitations,
    sessions,
    users,
    tokens: rooms.tokens,
    reader: transactions.reader,
    events: rooms.events,
    routes: [...(oauth.routes ?? []), ...(keys.routes ?? [])],
    clock,
    advance: rooms.advance,
    mutate: (field, args, currentUser, more) =>
      mutate(
        [login.resolvers, invitations.resolvers, sessions.resolvers, users.resolvers],
        field,
        args,
        currentUser,
        more,
      ),
    person: async (name, { role = 'USER', mustChange = false } = {}) => {
      const email = `${name}@example.com`;
      const input = { username: name, email, password: goodPassword, mustChangePassword: mustChange };
      const { user } = await people.createUser(input, cliActor);
      if (role === 'USER') return user;
      return people.setUserRole({ id: user.id, role, reason: 'test' }, cliActor);
    },
    caller: async (accessToken) =>
      (await sessions.authenticator.authenticate(String(accessToken)))?.user ?? null,
    subscribe: rooms.subscribe,
    sql: (text, values = []) => dataSource.query(text, [...values]),
    close: () => opened.close(),
  };
}

async function buildRooms(opened: TestDatabase, options: SigningInOptions) {
  const { transactions } = opened.database;
  let now = options.startAt ?? new Date('2026-03-01T09:30:00.000Z');
  const clock: Clock = { now: () => now };
  const bus = createEventBus();
  const events: DomainEvent[] = [];
  const issuer = options.issuer ?? 'http://localhost:4000';
  const keys = createKeysRoom({
    transactions,
    masterKey: () => Buffer.alloc(32, 7),
    algorithm: 'ES256',
    events: bus,
    clock,
  });
  await keys.open();
  const passwordsRoom = createPasswordsRoom({
    transactions,
    peppers: keys.peppers,
    bcryptCost: options.bcryptCost ?? 4,
    minLength: 15,
    ...(options.bcrypt === undefined ? {} : { bcrypt: options.bcrypt }),
  });
  const tokens = createTokensRoom({
    signingKeys: keys.signingKeys,
    issuer,
    audience: issuer,
    accessTokenTtlSeconds: 900,
    events: bus,
    clock,
  });
  const shared = {
    transactions,
    clock,
    events: bus,
    passwords: passwordsRoom.passwords,
    credentials: passwordsRoom.credentials,
    history: passwordsRoom.history,
    oneTimeTokens: tokens.oneTimeTokens,
    links,
    notices: opened.database.notifications,
  };
  const limits = createLimitsRoom({
    transactions,
    clock,
    hmacKey: () => keys.deriveKey('rate-limits'),
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    ...(options.guessPolicy === undefined ? {} : { guessPolicy: options.guessPolicy }),
  });
  const usersRoom = createUsersRoom({
    ...shared,
    unlocking: limits.unlocking,
    fingerprintKey: () => keys.deriveKey('fingerprints'),
  });
  const sessionsRoom = createSessionsRoom({
    ...shared,
    accessTokens: tokens.accessTokens,
    owners: usersRoom.sessionOwners,
    refreshLimit: limits.refreshes,
    idleTtlSeconds: 86_400,
    absoluteTtlSeconds: 864_000,
  });
  for (const subscriber of sessionsRoom.subscribers ?? []) bus.subscribe(subscriber);
  bus.subscribe(async (_, event) => void events.push(event));
  const people = { ...shared, users: usersRoom.users, sessions: sessionsRoom.sessions };
  const invitations = createInvitationsRoom({
    ...people,
    lockFirstAdministrator: (transaction) => advisoryLock(transaction, 'first-administrator'),
  });
  const login = createLoginRoom({
    ...people,
    guesses: limits.guesses,
    addressFailures: limits.addressFailures,
    deviceKey: () => keys.deriveKey('devices'),
    server: {
      version: '0.1.0',
      issuer,
      signUpEnabled: options.signUpEnabled ?? true,
      accessTokenTtlSeconds: 900,
      refreshTokenTtlSeconds: 86_400,
    },
    setupRequired: () => invitations.firstAdministrator.setupRequired(),
  });
  const oauth = createOauthRoom({
    ...people,
    login: login.passwordLogin,
    authenticators: [sessionsRoom.authenticator],
    explain: databaseRefusal,
    issuer,
    passwordGrantEnabled: options.passwordGrantEnabled ?? true,
  });
  const advance = (seconds: number): void => {
    now = addSeconds(now, seconds);
  };
  return {
    keys,
    tokens,
    login,
    invitations,
    users: usersRoom,
    sessions: sessionsRoom,
    oauth,
    clock,
    events,
    subscribe: bus.subscribe,
    advance,
  };
}

type Resolve = (parent: unknown, args: unknown, context: unknown) => unknown;

async function mutate(
  maps: readonly (ResolverMap | undefined)[],
  field: string,
  args: unknown,
  currentUser: CurrentUser | null = null,
  more: MoreContext = {},
): Promise<Answer> {
  const resolve = maps
    .map((map) => map?.['Mutation'] as Readonly<Record<string, Resolve>> | undefined)
    .find((mutations) => mutations?.[field] !== undefined)?.[field];
  if (resolve === undefined) throw new Error(`no resolver for ${field}`);
  const context = { currentUser, authenticationFailure: null, requestId: client.requestId, client, ...more };
  try {
    const answer = (await resolve(null, args, context)) as {
      readonly refusals?: readonly { readonly reason: string }[];
    };
    return { ...answer, reasons: (answer.refusals ?? []).map(({ reason }) => reason) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return {
      refusals: error.refusals,
      reasons: error.refusals.map(({ reason }) => reason),
      fields: error.refusals.map(({ field: path }) => path?.join('.') ?? null),
    };
  }
}
