import { ApolloServer, type GraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type ExecutionResult, execute, type GraphQLSchema, parse, subscribe } from 'graphql';
import { authPlugin } from '../../src/apollo.js';
import { type AuthDirective, type AuthOptions, createAuthDirective, type Policy } from '../../src/index.js';
import { executableWorld, type LiveObject, liveObjects, type WorldContext } from './executable-schema.js';
import { type Actual, type ActualError, errorKey, type Path, type Request, type World } from './types.js';

/** One world under the engine, to be asked both ways. */
export type Engine = {
  readonly auth: AuthDirective<WorldContext>;
  readonly schema: GraphQLSchema;
  /** Through an Apollo server with the plugin: plan first, then guards. */
  readonly planned: (request: Request) => Promise<Actual>;
  /** Through graphql-js alone: guards alone. */
  readonly guarded: (request: Request) => Promise<Actual>;
  /** The first event of a subscription through graphql-js alone, or what was answered instead of a stream. */
  readonly subscribed: (request: Request) => Promise<Actual>;
};

const isFlagged = (object: LiveObject | undefined): boolean => object?.['flag'] === true;

/** The policies in the forms a host may give them: at once, later, in one trip, and broken in three ways. */
const policies: Record<string, Policy<WorldContext>> = {
  isFlagged: ({ parent }) => isFlagged(parent),
  isFlaggedLater: async ({ parent }) => isFlagged(parent),
  isFlaggedInBatch: { batch: async (requests) => requests.map(({ parent }) => isFlagged(parent)) },
  isFirstPerson: ({ caller }) => caller.id === 'u1',
  isFirstPersonLater: async ({ caller }) => caller.id === 'u1',
  asksOpenly: ({ args }) => args['open'] === true,
  throws: () => {
    throw new Error('The policy failed.');
  },
  rejects: () => Promise.reject(new Error('The policy failed.')),
  // A host without TypeScript may answer this; it must not count as yes.
  answersNoBoolean: () => JSON.parse('"yes"'),
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

type Reported = {
  readonly path?: Path | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
};
const refusals = ['UNAUTHENTICATED', 'FORBIDDEN', 'STEP_UP_REQUIRED'];

function actualError({ path, extensions = {} }: Reported): ActualError {
  const code = text(extensions['code']);
  if (code === undefined || !refusals.includes(code)) return { path, key: errorKey(undefined) };
  const { reason, coordinate, argumentPath } = extensions;
  return { path, key: errorKey(code, text(reason), text(coordinate), text(argumentPath)) };
}

function isInvalid(errors: readonly Reported[]): boolean {
  return errors.some((error) => /^(GRAPHQL_|BAD_USER_INPUT)/.test(text(error.extensions?.['code']) ?? ''));
}

/** The context of one request. */
export function contextFor(world: World, request: Request): WorldContext {
  return { caller: request.caller, objects: liveObjects(world, request.data), trace: [], ran: [] };
}

function fromApollo(response: GraphQLResponse, context: WorldContext): Actual {
  if (response.body.kind !== 'single') throw new Error('The answer came in parts.');
  const { singleResult: result } = response.body;
  const raw = JSON.stringify({
    status: response.http.status ?? 200,
    headers: [...response.http.headers],
    result,
  });
  const challenge = response.http.headers.get('www-authenticate');
  return fromServer({ result, status: response.http.status ?? 200, challenge, raw }, context);
}

/** What a server with the plugin sent. */
export type Sent = {
  readonly result: {
    readonly data?: unknown;
    readonly errors?: ReadonlyArray<Reported & { readonly message: string }> | undefined;
  };
  readonly status: number;
  readonly challenge: string | undefined;
  readonly raw: string;
};

/** The answer of a server in the words of the reference. Throws for an operation that is not valid: no law speaks of it. */
export function fromServer({ result, status, challenge, raw }: Sent, { trace, ran }: WorldContext): Actual {
  const errors = result.errors ?? [];
  if (isInvalid(errors)) throw new Error(`The operation is not valid: ${errors[0]?.message}`);
  return {
    refusedBefore: !('data' in result),
    status,
    challenge,
    data: plain(result.data),
    errors: errors.map(actualError),
    trace,
    ran,
    raw,
  };
}

/** The answer of graphql-js in the words of the reference. */
export function fromGraphql(result: ExecutionResult, { trace, ran }: WorldContext): Actual {
  return {
    refusedBefore: !('data' in result),
    status: undefined,
    challenge: undefined,
    data: plain(result.data),
    errors: (result.errors ?? []).map((error) => actualError(error)),
    trace,
    ran,
    raw: JSON.stringify(result),
  };
}

/** The library and the guarded schema of a world; `prepare` may change the schema before it is guarded. Throws what the engine throws at start. */
export function guardWorld(
  world: World,
  more: Partial<AuthOptions<WorldContext>> = {},
  prepare: (schema: GraphQLSchema) => void = () => undefined,
): Pick<Engine, 'auth' | 'schema'> {
  const auth = createAuthDirective<WorldContext>({
    roles: world.roles,
    caller: (context) => context.caller,
    policies,
    elevate: (payload: LiveObject) => payload['$elevates'] as WorldContext['caller'] | undefined,
    queries: world.queries,
    undeclared: world.undeclared ?? 'error',
    log: () => undefined,
    ...more,
  });
  const unguarded = executableWorld(world, auth.typeDefs);
  prepare(unguarded);
  return { auth, schema: auth.transform(unguarded) };
}

/** A server with the plugin, as a host would set it up, that says nothing. */
export function serverFor({ auth, schema }: Pick<Engine, 'auth' | 'schema'>): ApolloServer<WorldContext> {
  const silent = () => undefined;
  return new ApolloServer<WorldContext>({
    schema,
    plugins: [authPlugin(auth), ApolloServerPluginCacheControlDisabled()],
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
  });
}

/** Puts a world under the engine. Throws what the engine throws at start. */
export function createEngine(world: World): Engine {
  const { auth, schema } = guardWorld(world);
  const server = serverFor({ auth, schema });
  const planned = async (request: Request): Promise<Actual> => {
    const contextValue = contextFor(world, request);
    const query = { query: request.source, variables: { ...request.variables } };
    return fromApollo(await server.executeOperation(query, { contextValue }), contextValue);
  };
  const guarded = async (request: Request): Promise<Actual> => {
    const contextValue = contextFor(world, request);
    const document = parse(request.source);
    const variableValues = { ...request.variables };
    return fromGraphql(await execute({ schema, document, contextValue, variableValues }), contextValue);
  };
  const subscribed = async (request: Request): Promise<Actual> => {
    const contextValue = contextFor(world, request);
    const document = parse(request.source);
    const variableValues = { ...request.variables };
    const stream = await subscribe({ schema, document, contextValue, variableValues });
    if (!(Symbol.asyncIterator in stream)) return fromGraphql(stream, contextValue);
    const event = await stream.next();
    await stream.return?.();
    if (event.done === true) throw new Error('The stream ended without an event.');
    return fromGraphql(event.value, contextValue);
  };
  return { auth, schema, planned, guarded, subscribed };
}

/** graphql-js answers objects without a prototype; comparison wants plain ones. */
function plain(data: unknown): unknown {
  return data === undefined ? undefined : JSON.parse(JSON.stringify(data));
}
