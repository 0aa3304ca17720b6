import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import { type GraphQLSchema, graphql } from 'graphql';
import { authPlugin } from '../../src/apollo.js';
import { createRoleHierarchy, type RoleHierarchy } from '../../src/core/role-hierarchy.js';
import {
  type AuthDirective,
  type AuthLogEntry,
  type AuthOptions,
  type Caller,
  createAuthDirective,
  type Decision,
} from '../../src/index.js';

/** The context of the tests. */
export interface Context {
  readonly caller?: Caller;
}

/** A guarded schema, the schema before it was guarded, and what was logged and reported. */
export interface SchemaFixture {
  readonly auth: AuthDirective<Context>;
  readonly schema: GraphQLSchema;
  readonly unguarded: GraphQLSchema;
  readonly log: AuthLogEntry[];
  readonly decisions: Decision<Context>[];
}

/** The role hierarchy, lowest first. */
export const ROLES = ['USER', 'SUPPORT', 'ADMIN'];
export const HIERARCHY: RoleHierarchy = createRoleHierarchy(ROLES);
/** The constant time of the tests. */
export const NOW = Date.parse('2026-03-01T12:00:00Z');

/** Creates a guarded schema from SDL and resolvers; adds the enum Role and the directives. */
export function createSchemaFixture(
  sdl: string,
  resolvers: IResolvers<unknown, Context> = {},
  options: Partial<AuthOptions<Context>> = {},
): SchemaFixture {
  const log: AuthLogEntry[] = [];
  const decisions: Decision<Context>[] = [];
  const auth = createAuthDirective<Context>({
    roles: ROLES,
    caller: (context) => context.caller,
    log: (entry) => void log.push(entry),
    onDecision: (decision) => void decisions.push(decision),
    now: () => NOW,
    ...options,
  });
  const unguarded = makeExecutableSchema<Context>({
    typeDefs: [auth.typeDefs, 'enum Role { USER SUPPORT ADMIN }', sdl],
    resolvers,
    // A host may do this too, so the library must find the faults that SDL validation finds.
    assumeValidSDL: true,
  });
  return { auth, unguarded, schema: auth.transform(unguarded), log, decisions };
}

/** Returns a principal that has just authenticated. */
export function principal(
  id: string,
  role = 'USER',
  more: Partial<Extract<Caller, { kind: 'principal' }>> = {},
): Caller {
  return { kind: 'principal', id, role, authenticatedAt: new Date(NOW), ...more } as Caller;
}

/** A caller without a token. */
export const anonymous: Caller = { kind: 'anonymous' };

/** An operation and its caller. */
export interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly caller?: Caller;
}

/** The parts of an error that the tests compare. */
export interface AnswerError {
  readonly code: unknown;
  readonly coordinate: unknown;
  readonly path?: string;
  readonly argumentPath?: unknown;
  readonly reason?: unknown;
}

/** A response as a client receives it; status and challenge only where there is a server. */
export interface Answer {
  readonly hasData: boolean;
  readonly data: unknown;
  readonly errors: readonly AnswerError[];
  readonly status: number | undefined;
  readonly challenge: string | undefined;
  readonly raw: string;
}

interface Body {
  readonly data?: unknown;
  readonly errors?:
    | undefined
    | ReadonlyArray<{
        readonly path?: readonly unknown[] | undefined;
        readonly extensions?: Record<string, unknown> | undefined;
      }>;
}

function toAnswer(body: Body, status?: number, challenge?: string | null): Answer {
  const plain: Body = JSON.parse(JSON.stringify(body));
  return {
    hasData: 'data' in plain,
    data: plain.data,
    errors: (plain.errors ?? []).map(({ path, extensions = {} }) => ({
      code: extensions['code'],
      coordinate: extensions['coordinate'],
      ...(path === undefined ? {} : { path: path.join('.') }),
      ...(extensions['argumentPath'] === undefined ? {} : { argumentPath: extensions['argumentPath'] }),
      ...(extensions['reason'] === undefined ? {} : { reason: extensions['reason'] }),
    })),
    status,
    challenge: challenge ?? undefined,
    raw: JSON.stringify(plain),
  };
}

/** Runs plain `graphql()`, where the guards alone decide. */
export async function runGuardsOnly(
  { schema }: SchemaFixture,
  { query, variables, caller }: Request,
): Promise<Answer> {
  const contextValue = caller === undefined ? {} : { caller };
  return toAnswer(await graphql({ schema, source: query, variableValues: variables ?? {}, contextValue }));
}

/** Runs Apollo Server with the plugin by `executeOperation`. */
export async function runApollo(
  fixture: SchemaFixture,
  { query, variables, caller }: Request,
): Promise<Answer> {
  const server = new ApolloServer<Context>({ schema: fixture.schema, plugins: [authPlugin(fixture.auth)] });
  const contextValue = caller === undefined ? {} : { caller };
  const { body, http } = await server.executeOperation(
    { query, variables: variables ?? {} },
    { contextValue },
  );
  await server.stop();
  if (body.kind !== 'single') throw new Error('The answer is incremental.');
  return toAnswer(body.singleResult, http.status ?? 200, http.headers.get('www-authenticate'));
}

/** Runs Apollo Server with the plugin over HTTP; a header carries the caller. */
export async function runHttp(
  fixture: SchemaFixture,
  { query, variables, caller }: Request,
): Promise<Answer> {
  const server = new ApolloServer<Context>({ schema: fixture.schema, plugins: [authPlugin(fixture.auth)] });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async ({ req }) => {
      const header = req.headers['x-caller'];
      if (typeof header !== 'string') return {};
      return {
        caller: JSON.parse(header, (key, value) => (key.endsWith('At') ? new Date(value) : value)) as Caller,
      };
    },
  });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(caller === undefined ? {} : { 'x-caller': JSON.stringify(caller) }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Body;
    return toAnswer(body, response.status, response.headers.get('www-authenticate'));
  } finally {
    await server.stop();
  }
}

/** Every way in which a request reaches the guards. */
export const ENTRY_POINTS = [
  ['by the guards alone', runGuardsOnly],
  ['through Apollo', runApollo],
  ['over HTTP', runHttp],
] as const;
