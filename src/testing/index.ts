/**
 * `cordon/testing`: a complete server in the process of a test, with a database in memory. Requests take the
 * path of HTTP: limits, plan, guards, resolvers. Nothing of the server imports this folder.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperationDocument } from '@cordon/client';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import { print } from 'graphql';
import type { Library, ServerExtension } from '../library/index.js';
import type { RoleDeclaration, Roles } from '../modules/access/index.js';
import type { CreateUserInput, User } from '../modules/users/index.js';
import { type Config, readConfig } from '../platform/config/index.js';
import { createServer, type Server } from '../server.js';
import type { ResolverMap } from '../shared/index.js';
import { adoptResolvers } from './adopt-resolvers.js';
import { createInProcessHttp } from './in-process-http.js';
import { openMemoryDatabase } from './memory-database.js';
import { createTestClock, type TestClock } from './test-clock.js';
import { createTestMailbox, type TestMailbox } from './test-mailbox.js';

export type { TestClock } from './test-clock.js';
export type { TestMail, TestMailbox } from './test-mailbox.js';

/** The roles that every server has. */
type CordonRole = 'USER' | 'SUPPORT' | 'ADMIN';

/** Options of createTestCordon: those of createCordon, with variables instead of the configuration. */
export interface TestCordonOptions<DeclaredRole extends string = string>
  extends Omit<ServerExtension, 'roles'> {
  /** The roles of createCordon. Their names are those that `signInAs` accepts beside Cordon's. */
  readonly roles?: Readonly<Record<DeclaredRole, RoleDeclaration>>;
  /**
   * Environment variables of the server, for example `{ CORDON_SIGN_UP: 'off' }`. The variables of the
   * process are not read. Defaults: `CORDON_BCRYPT_COST=4` and `LOG_LEVEL=error`.
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A signed-in user. */
export interface TestIdentity {
  readonly user: User;
  /** For logins through the API. */
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The headers of a request by the user: `Authorization`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What `signInAs` gives to a new user in place of its defaults. */
export interface TestUserOverrides extends Partial<Omit<CreateUserInput, 'role' | 'idempotencyKey'>> {
  readonly password?: string;
  /** Narrows the tokens to these scopes. */
  readonly scope?: readonly string[];
}

/** The type of `JSON.parse`: results of documents without types. */
type Json = ReturnType<typeof JSON.parse>;

/** The body of a GraphQL response, with the status of the HTTP response. */
export interface TestResult<Data = Json> {
  readonly status: number;
  /** Missing when the operation was refused as a whole. */
  readonly data?: Data;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A complete server in the process of a test. `DeclaredRole` has the names of the option `roles`. */
export interface TestCordon<DeclaredRole extends string = string> extends Library {
  /** The clock of the server, which begins at the time of the machine and stands still. */
  readonly clock: TestClock;
  readonly mail: TestMailbox;
  /**
   * Creates a user with this role and signs them in, without a login through the API. Throws an Error for a
   * role that is not declared.
   */
  signInAs(role: CordonRole | DeclaredRole, overrides?: TestUserOverrides): Promise<TestIdentity>;
  /**
   * Sends an operation as this user, or without credentials. The request has every step of one over HTTP
   * except the socket. `as` can be any object with `headers`.
   */
  execute<Data = Json, Variables = Readonly<Record<string, unknown>>>(
    as: Pick<TestIdentity, 'headers'> | null,
    document: OperationDocument<Data, Variables>,
    variables?: Variables,
  ): Promise<TestResult<Data>>;
  /**
   * Listens on a free port, once, and returns the URL: for clients, WebSockets and routes other than
   * /graphql.
   */
  listen(): Promise<string>;
  /** Closes the server; its database is gone. Safe to call twice. */
  close(): Promise<void>;
}

/** Accepted by the password policy. */
const defaultPassword = 'seventeen green herons';

/**
 * Starts a server with a database in memory; it listens only when asked. Throws what createCordon throws for
 * errors in the schema and the variables.
 */
export async function createTestCordon<DeclaredRole extends string = never>(
  options: TestCordonOptions<DeclaredRole> = {},
): Promise<TestCordon<DeclaredRole>> {
  const { env = {}, ...extension } = options;
  const folder = mkdtempSync(join(tmpdir(), 'cordon-testing-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const config = readConfig({
      CORDON_BCRYPT_COST: '4',
      LOG_LEVEL: 'error',
      ...env,
      CORDON_DATA_DIR: folder,
      DATABASE_URL: undefined,
    });
    const clock = createTestClock(new Date());
    const server = await startServer(config, withAdoptedResolvers(extension), clock);
    return createTestCordonOf(server, clock, removeFolder);
  } catch (error) {
    removeFolder();
    throw error;
  }
}

async function startServer(config: Config, extension: ServerExtension, clock: TestClock): Promise<Server> {
  const pglite = await openMemoryDatabase();
  let server: Server;
  try {
    server = createServer(config, extension, { kind: 'memory', pglite, clock });
  } catch (error) {
    await pglite.close();
    throw error;
  }
  await server.start({ listen: false });
  return server;
}

function withAdoptedResolvers({ resolvers, ...extension }: ServerExtension): ServerExtension {
  if (resolvers === undefined) return extension;
  const maps: readonly ResolverMap[] = [resolvers].flat();
  return { ...extension, resolvers: maps.map(adoptResolvers) };
}

function createTestCordonOf(server: Server, clock: TestClock, removeFolder: () => void): TestCordon {
  const { users, issueTokens, authenticate, on } = server;
  const http = createInProcessHttp(server.handler, server.acceptWebSockets);
  let createdUsers = 0;
  let listening: Promise<string> | null = null;
  return {
    users,
    issueTokens,
    authenticate,
    on,
    clock,
    mail: createTestMailbox(server.app.mail),
    signInAs: async (role, { scope, ...overrides } = {}) => {
      assertDeclared(server.app.roles, role);
      createdUsers += 1;
      const username = overrides.username ?? `${role.toLowerCase().replaceAll('_', '-')}-${createdUsers}`;
      const password = overrides.password ?? defaultPassword;
      const { user } = await users.create({
        username,
        email: `${username}@example.com`,
        emailVerified: true,
        mustChangePassword: false,
        ...overrides,
        password,
        role,
      });
      const tokens = await issueTokens(user.id, scope === undefined ? {} : { scope });
      const { accessToken, refreshToken } = tokens;
      return {
        user,
        password,
        accessToken,
        refreshToken,
        headers: { authorization: `Bearer ${accessToken}` },
      };
    },
    execute: async (as, document, variables) => {
      const body = JSON.stringify({ query: documentText(document), variables });
      const response = await http.post(headersOf(as), body);
      return { status: response.status, ...JSON.parse(response.body) };
    },
    listen: () => {
      listening ??= http.listen();
      return listening;
    },
    close: async () => {
      try {
        await server.stop();
      } finally {
        await http.close();
        removeFolder();
      }
    },
  };
}

/** Tests in JavaScript have no types, and roles may be computed. */
function assertDeclared(roles: Roles, role: string): void {
  if (roles.parse(role) !== null) return;
  throw new Error(`There is no role ${role}. The roles are ${roles.names.join(', ')}.`);
}

/** Throws for a caller without headers, such as a promise that was not awaited: it would be anonymous. */
function headersOf(as: Pick<TestIdentity, 'headers'> | null): TestIdentity['headers'] {
  if (as === null) return {};
  if (typeof Reflect.get(as, 'headers') !== 'object') {
    throw new TypeError('The first argument of execute is null, or has headers. Was signInAs awaited?');
  }
  return as.headers;
}

function documentText(document: OperationDocument<unknown, never>): string {
  // A DocumentNode has a `kind`; a string or a TypedDocumentString has none.
  return 'kind' in Object(document) ? print(document as unknown as DocumentNode) : String(document);
}
