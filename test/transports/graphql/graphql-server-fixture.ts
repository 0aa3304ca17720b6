import type { AuthenticationFailure, Authenticator, CurrentUser } from '../../../src/modules/access/index.js';
import { DomainError, parseSessionId, parseUserId } from '../../../src/shared/index.js';
import {
  createGraphqlServer,
  type GraphqlServer,
  type GraphqlServerDependencies,
  type LimitOptions,
} from '../../../src/transports/graphql/index.js';

/** A small schema with each kind of field that the edge treats differently. */
export const typeDefs = `
  directive @limit(bucket: LimitBucket!, cost: Int = 1) on FIELD_DEFINITION
  enum LimitBucket { CREDENTIAL SIGNUP ADMIN_WRITE }
  enum Role { USER SUPPORT ADMIN }
  enum ErrorCode { INVALID_INPUT INVALID_CREDENTIALS USERNAME_TAKEN }
  scalar DateTime
  scalar JSONObject
  type UserError { code: ErrorCode! message: String! field: [String!] retryAfter: Int params: JSONObject }
  interface MutationPayload { ok: Boolean! userErrors: [UserError!]! }
  type SimplePayload implements MutationPayload { ok: Boolean! userErrors: [UserError!]! }
  type User @auth(anyOf: [{ requires: SUPPORT }, { owner: "id", scopes: [] }]) { id: ID! name: String friends: [User!]! }
  type LoginPayload implements MutationPayload { ok: Boolean! user: User tokens: Tokens userErrors: [UserError!]! }
  type Tokens { scope: [String!]! }
  input LoginInput { username: String! password: String! role: Role since: DateTime metadata: JSONObject }
  type PageInfo { hasNextPage: Boolean! }
  type UserConnection { nodes: [User!]! }
  type Tree { name: String tree: Tree trees: [Tree!]! }
  type Query {
    version: String @public
    since(at: DateTime): DateTime @public
    number(value: Int): Int @public
    tree: Tree @public
    users(first: Int, after: String): UserConnection @auth(requires: USER)
    fails(how: String!): String @public
    me: User @auth(requires: USER, scopes: [])
  }
  type Mutation {
    login(input: LoginInput!): LoginPayload! @public(elevates: true) @limit(bucket: CREDENTIAL)
    reauthenticate(password: String!): SimplePayload! @auth(requires: USER) @limit(bucket: CREDENTIAL)
    rename(how: String!): SimplePayload! @public
  }
`;

/** An error of a database driver, which must not be sent to clients. */
export class DriverError extends Error {
  readonly code = '08006';
}

function fail(how: string): never {
  if (how === 'driver') throw new DriverError('connection to server at 10.1.2.3 lost');
  if (how === 'unavailable') throw unavailable(7);
  if (how === 'limited')
    throw new DomainError({ reason: 'RATE_LIMITED', message: 'Too many requests.', retryAfterSeconds: 30 });
  if (how === 'input')
    throw new DomainError({ reason: 'BAD_USER_INPUT', message: 'No such cursor.', field: ['after'] });
  if (how === 'taken') {
    throw new DomainError({
      reason: 'USERNAME_TAKEN',
      message: 'This username is taken.',
      field: ['input', 'username'],
      retryAfterSeconds: 3,
      params: { minLength: 3 },
    });
  }
  if (how === 'forged')
    throw Object.assign(new Error('secret words'), { extensions: { code: 'FORBIDDEN', inner: 'secret' } });
  throw new Error('the secret is swordfish');
}

function unavailable(retryAfterSeconds: number): DomainError {
  return new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Try again later.', retryAfterSeconds });
}

const ann = { id: '01890000-0000-7000-8000-000000000001', name: 'Ann', friends: [] };

export const resolvers = {
  Query: {
    version: () => '1',
    since: (_: unknown, { at }: { at: Date }) => at,
    number: (_: unknown, { value }: { value: number }) => value,
    tree: () => ({ name: 'root' }),
    users: () => ({ nodes: [] }),
    fails: (_: unknown, { how }: { how: string }) => fail(how),
    me: () => ann,
  },
  Mutation: {
    login: (_: unknown, { input }: { input: { password: string } }) => {
      if (input.password !== 'right')
        throw new DomainError({ reason: 'INVALID_CREDENTIALS', message: 'Wrong.' });
      return {
        user: { ...ann, role: 'USER' },
        tokens: { scope: ['account:read', 'account:write'], expiresAt: new Date(Date.now() + 60_000) },
      };
    },
    reauthenticate: () => ({}),
    rename: (_: unknown, { how }: { how: string }) => {
      if (how === 'beside') return { refusals: [{ reason: 'INVALID_INPUT', message: 'Beside.' }] };
      return how === 'well' ? {} : fail(how);
    },
  },
};

/**
 * Accepts the token `good`; for `down` the database is unreachable, for `bug` the authenticator fails. Any
 * other token is rejected with its own text as the reason.
 */
export const authenticator: Authenticator = {
  authenticate: async (credential) => {
    if (credential === 'down') throw unavailable(9);
    if (credential === 'bug') throw new Error('a bug in an authenticator');
    if (credential === 'good') return { user: currentUser(), failure: null };
    return { user: null, failure: credential as AuthenticationFailure };
  },
};

function currentUser(): CurrentUser {
  const id = parseUserId(ann.id);
  const sessionId = parseSessionId(ann.id);
  if (id === null || sessionId === null) throw new Error('unreachable');
  const now = new Date();
  return {
    id,
    sessionId,
    role: 'USER',
    scopes: null,
    authenticatedAt: now,
    assurance: 1,
    mustProveSecondFactor: false,
    expiresAt: new Date(now.getTime() + 60_000),
  };
}

/** Limits that never reject. */
export const unlimited: LimitOptions = {
  fieldLimits: {
    buckets: { CREDENTIAL: { amount: 100 }, SIGNUP: { amount: 100 }, ADMIN_WRITE: { amount: 100 } },
    chargeField: async () => ({ settle: async () => {} }),
  },
  selfChargedFields: [],
};

export interface LogLine {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface TestGraphqlServer extends GraphqlServer {
  readonly log: LogLine[];
  /** Sends a POST request and returns the status, headers and parsed body. */
  execute(query: string, options?: ExecuteOptions): Promise<TestResponse>;
}

export interface ExecuteOptions {
  readonly variables?: unknown;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly cookiesAllowed?: boolean;
}

export interface TestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed response, read member by member.
  readonly body: any;
  readonly text: string;
}

/** Starts an edge with the small schema. */
export async function openTestGraphqlServer(
  overrides: Partial<GraphqlServerDependencies> = {},
): Promise<TestGraphqlServer> {
  const log: LogLine[] = [];
  const edge = createGraphqlServer({
    typeDefs: [typeDefs],
    resolvers: [resolvers],
    rateLimits: unlimited,
    authenticators: [authenticator],
    introspection: false,
    translateDatabaseError: (error) => (error instanceof DriverError ? unavailable(4) : null),
    clock: { now: () => new Date() },
    log: {
      error: (fields, message) => log.push({ fields, message }),
      warn: (fields, message) => log.push({ fields, message }),
    },
    ...overrides,
  });
  await edge.start();
  return { ...edge, log, execute: (query, options = {}) => execute(edge, query, options) };
}

async function execute(edge: GraphqlServer, query: string, options: ExecuteOptions): Promise<TestResponse> {
  const { authorization } = options;
  const response = await edge.handle({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
      ...options.headers,
    },
    authorizationHeaderCount: authorization === undefined ? 0 : 1,
    search: '',
    body: options.body ?? {
      query,
      ...(options.variables === undefined ? {} : { variables: options.variables }),
    },
    client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'request-0001' },
    cookiesAllowed: options.cookiesAllowed ?? true,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(response.body),
    text: response.body,
  };
}
