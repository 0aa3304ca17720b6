import { type CurrentUser, cliActor, type Role } from '../../src/modules/access/index.js';
import type { InvitationsModule } from '../../src/modules/invitations/index.js';
import { keysTables } from '../../src/modules/keys/index.js';
import type { LoginModule } from '../../src/modules/login/index.js';
import { mailTables } from '../../src/modules/mail/index.js';
import { mfaTables } from '../../src/modules/mfa/index.js';
import { passkeysTables } from '../../src/modules/passkeys/index.js';
import { passwordsTables } from '../../src/modules/passwords/index.js';
import { assuranceOf, type SessionsModule, sessionsTables } from '../../src/modules/sessions/index.js';
import { findSessionFacts } from '../../src/modules/sessions/session-facts.typeorm.js';
import { type TokensModule, tokensTables } from '../../src/modules/tokens/index.js';
import { type User, type UsersModule, usersTables } from '../../src/modules/users/index.js';
import { rateLimitTables } from '../../src/platform/rate-limit/index.js';
import {
  type ClientInfo,
  type Clock,
  DomainError,
  type DomainEvent,
  type EventSubscriber,
  type Reader,
  type ResolverMap,
  type Route,
} from '../../src/shared/index.js';
import type { RequestContext } from '../../src/transports/graphql/index.js';
import type { CapturedMail } from './captured-mail.js';
import { createTestModules, type TestAppOptions } from './create-test-modules.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';

/** The payload of a mutation resolver, or the refusals of the DomainError that it threw. */
export type MutationResult = Record<string, unknown> & { readonly reasons: readonly string[] };

/** Values of the request context beside the caller. */
export type RequestContextOverrides = Partial<
  Pick<RequestContext, 'client' | 'refreshCookie' | 'deviceCookie'>
>;

/** The modules that take part in a login, on a separate database, with a clock that the test advances. */
export interface TestApp {
  readonly opened: TestDatabase;
  readonly login: LoginModule;
  readonly invitations: InvitationsModule;
  readonly sessions: SessionsModule;
  readonly users: UsersModule;
  readonly tokens: TokensModule;
  readonly reader: Reader;
  readonly events: DomainEvent[];
  /** The mails that were enqueued. */
  readonly mails: CapturedMail[];
  readonly routes: readonly Route[];
  readonly clock: Clock;
  advance(seconds: number): void;
  /** Calls a mutation through its resolver; returns a refusal as data with its reasons. */
  mutate(
    field: string,
    args: unknown,
    currentUser?: CurrentUser,
    contextOverrides?: RequestContextOverrides,
  ): Promise<MutationResult>;
  createUser(name: string, options?: { readonly role?: Role; readonly mustChange?: boolean }): Promise<User>;
  /** Returns the user of an access token; null when it is rejected. */
  authenticate(accessToken: unknown): Promise<CurrentUser | null>;
  /** Returns the caller as the next request of the same session has it. Throws when it has ended. */
  currentUser(caller: CurrentUser): Promise<CurrentUser>;
  /** Removes expired challenges and enrolments. */
  sweepMfa(): Promise<void>;
  /** Subscribes to events inside their transactions. */
  subscribe(subscriber: EventSubscriber): void;
  sql(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A password that the policy accepts, and that all users created by these helpers have. */
export const goodPassword = 'violet thunder over the quiet harbour';

export const otherPassword = 'seven lanterns beside a frozen river';

export const client: ClientInfo = { ipAddress: '203.0.113.1', userAgent: 'test', requestId: 'request-1' };

export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const opened = await openTestDatabase([
    ...keysTables,
    ...rateLimitTables,
    ...passwordsTables,
    ...passkeysTables,
    ...sessionsTables,
    ...mfaTables,
    ...tokensTables,
    ...usersTables,
    ...mailTables,
  ]);
  const modules = await createTestModules(opened, options);
  const { login, email, invitations, users, sessions, mfa, oauth, clock, keys } = modules;
  const { dataSource, transactions } = opened.database;
  const administration = { ...users.administration };
  return {
    opened,
    login,
    invitations,
    sessions,
    users,
    tokens: modules.tokens,
    reader: transactions.reader,
    events: modules.events,
    mails: modules.mails,
    routes: [...(oauth.routes ?? []), ...(keys.routes ?? [])],
    clock,
    advance: modules.advance,
    mutate: (field, args, currentUser, contextOverrides) =>
      mutate(
        [
          login.resolvers,
          mfa.resolvers,
          email.resolvers,
          invitations.resolvers,
          sessions.resolvers,
          users.resolvers,
          keys.resolvers,
        ],
        field,
        args,
        currentUser,
        contextOverrides,
      ),
    createUser: async (name, { role = 'USER', mustChange = false } = {}) => {
      const email = `${name}@example.com`;
      const input = { username: name, email, password: goodPassword, mustChangePassword: mustChange };
      const { user } = await administration.createUser(input, cliActor);
      if (role === 'USER') return user;
      return administration.setUserRole({ id: user.id, role, reason: 'test' }, cliActor);
    },
    authenticate: async (accessToken) =>
      (await sessions.authenticator.authenticate(String(accessToken)))?.user ?? null,
    currentUser: (caller) =>
      transactions.run(async (transaction) => {
        const facts = await findSessionFacts(transaction, caller.sessionId);
        if (facts === null || facts.endedAt !== null) throw new Error('the session has ended');
        const { role, authenticatedAt } = facts;
        return { ...caller, role, authenticatedAt, assurance: assuranceOf(facts) };
      }),
    sweepMfa: async () => mfa.sweep?.(transactions),
    subscribe: modules.subscribe,
    sql: (text, values = []) => dataSource.query(text, [...values]),
    close: () => opened.close(),
  };
}

type Resolve = (parent: unknown, args: unknown, context: unknown) => unknown;

async function mutate(
  maps: readonly (ResolverMap | undefined)[],
  field: string,
  args: unknown,
  currentUser: CurrentUser | null = null,
  contextOverrides: RequestContextOverrides = {},
): Promise<MutationResult> {
  const resolve = maps
    .map((map) => map?.['Mutation'] as Readonly<Record<string, Resolve>> | undefined)
    .find((mutations) => mutations?.[field] !== undefined)?.[field];
  if (resolve === undefined) throw new Error(`no resolver for ${field}`);
  const context = {
    currentUser,
    authenticationFailure: null,
    requestId: client.requestId,
    client,
    ...contextOverrides,
  };
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
