import { ApolloServer, type GraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { execute as executeWithTools, subscribe as subscribeWithTools } from '@graphql-tools/executor';
import {
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  Kind,
  parse,
  subscribe,
  validate,
  versionInfo,
} from 'graphql';
import { authPlugin } from '../../src/apollo.js';
import { type AuthDirective, type AuthOptions, createAuthDirective, type Policy } from '../../src/index.js';
import {
  createExecutableSchema,
  createResolvedObjects,
  type ResolvedObject,
  type ScenarioContext,
} from './executable-schema.js';
import { type Actual, type ActualError, errorKey, type Path, type Request, type Scenario } from './types.js';

/** How an operation is run: with the plan, by the guards on graphql-js, and by them on another executor. */
export type Run = 'planned' | 'guarded' | 'tools';
/**
 * Each way to run an operation. On graphql 17, the executor of graphql-tools rejects valid defaults of
 * variables itself, so that its answers are not comparable.
 */
export const runs: readonly Run[] =
  versionInfo.major >= 17 ? ['planned', 'guarded'] : ['planned', 'guarded', 'tools'];

/** The engine of one scenario, with each way to run an operation. */
export type Engine = {
  readonly auth: AuthDirective<ScenarioContext>;
  readonly schema: GraphQLSchema;
  /** Runs Apollo Server with the plugin: first the plan, then the guards. */
  readonly planned: (request: Request) => Promise<Actual>;
  /** Runs graphql-js, where the guards alone decide. */
  readonly guarded: (request: Request) => Promise<Actual>;
  /** Runs the executor of graphql-tools, where the guards alone decide. */
  readonly tools: (request: Request) => Promise<Actual>;
  /** Returns the first event of a subscription with graphql-js, or the answer in place of a stream. */
  readonly subscribed: (request: Request) => Promise<Actual>;
  /** The same with the executor of graphql-tools, which shares its variables between events. */
  readonly subscribedWithTools: (request: Request) => Promise<Actual>;
};

const isFlagged = (object: ResolvedObject | undefined): boolean => object?.['flag'] === true;

/**
 * The policies in each form that a host may use: synchronous, asynchronous, batched, and failing in three
 * ways.
 */
const policies: Record<string, Policy<ScenarioContext>> = {
  isFlagged: ({ parent }) => isFlagged(parent),
  isFlaggedLater: async ({ parent }) => isFlagged(parent),
  isFlaggedInBatch: { batch: async (requests) => requests.map(({ parent }) => isFlagged(parent)) },
  isFirstUser: ({ caller }) => caller.id === 'u1',
  isFirstUserLater: async ({ caller }) => caller.id === 'u1',
  isNamed: { evaluate: ({ caller, params }) => params.includes(caller.id), shared: true },
  isNamedInBatch: {
    batch: async (requests) => requests.map(({ caller, params }) => params.includes(caller.id)),
    shared: true,
  },
  isOpenArgument: ({ args }) => args['open'] === true,
  throws: () => {
    throw new Error('The policy failed.');
  },
  rejects: () => Promise.reject(new Error('The policy failed.')),
  // A host without TypeScript may return this; it must not count as true.
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

/** Creates the context of one request. */
export function createRequestContext(
  scenario: Scenario,
  request: Request,
  streams: boolean = versionInfo.major >= 17,
): ScenarioContext {
  return {
    streams,
    caller: request.caller,
    objects: createResolvedObjects(scenario, request),
    trace: [],
    ran: [],
  };
}

function actualFromApollo(response: GraphQLResponse, context: ScenarioContext): Actual {
  if (response.body.kind !== 'single') throw new Error('The answer is incremental.');
  const { singleResult: result } = response.body;
  const raw = JSON.stringify({
    status: response.http.status ?? 200,
    headers: [...response.http.headers],
    result,
  });
  const challenge = response.http.headers.get('www-authenticate');
  return actualFromHttp({ result, status: response.http.status ?? 200, challenge, raw }, context);
}

/** What a server with the plugin sent. */
export type HttpResult = {
  readonly result: {
    readonly data?: unknown;
    readonly errors?: ReadonlyArray<Reported & { readonly message: string }> | undefined;
  };
  readonly status: number;
  readonly challenge: string | undefined;
  readonly raw: string;
};

/**
 * Converts the answer of a server to the reference's form. Throws for an invalid operation, for which there
 * is no guarantee.
 */
export function actualFromHttp(
  { result, status, challenge, raw }: HttpResult,
  { trace, ran }: ScenarioContext,
): Actual {
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

/** Converts the answer of graphql-js to the reference's form. */
export function actualFromGraphql(result: ExecutionResult, { trace, ran }: ScenarioContext): Actual {
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

/**
 * Creates the library and the guarded schema of a scenario; `prepare` may change the schema before. Throws
 * what the engine throws at start-up.
 */
export function guardScenario(
  scenario: Scenario,
  more: Partial<AuthOptions<ScenarioContext>> = {},
  prepare: (schema: GraphQLSchema) => void = () => undefined,
): Pick<Engine, 'auth' | 'schema'> {
  const auth = createAuthDirective<ScenarioContext>({
    roles: scenario.roles,
    caller: (context) => context.caller,
    policies,
    elevate: (payload: ResolvedObject) => payload['$elevates'] as ScenarioContext['caller'] | undefined,
    queries: scenario.queries,
    undeclared: scenario.undeclared ?? 'error',
    log: () => undefined,
    ...more,
  });
  const unguarded = createExecutableSchema(scenario, auth.typeDefs);
  prepare(unguarded);
  return { auth, schema: auth.transform(unguarded) };
}

/** Creates a server with the plugin that logs nothing. */
export function createApolloServer({
  auth,
  schema,
}: Pick<Engine, 'auth' | 'schema'>): ApolloServer<ScenarioContext> {
  const ignore = () => undefined;
  return new ApolloServer<ScenarioContext>({
    schema,
    plugins: [authPlugin(auth), ApolloServerPluginCacheControlDisabled()],
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
  });
}

/** Creates the engine of a scenario. Throws what the engine throws at start-up. */
export function createEngine(scenario: Scenario): Engine {
  const { auth, schema } = guardScenario(scenario);
  const server = createApolloServer({ auth, schema });
  const plannedByApollo = async (request: Request): Promise<Actual> => {
    const contextValue = createRequestContext(scenario, request);
    const query = { query: request.source, variables: { ...request.variables } };
    return actualFromApollo(await server.executeOperation(query, { contextValue }), contextValue);
  };
  // Apollo Server has no release for graphql 17: there, the plan of the library is called directly.
  const plannedDirectly = async (request: Request): Promise<Actual> => {
    const contextValue = createRequestContext(scenario, request);
    const document = parse(request.source);
    const variables = { ...request.variables };
    const [operation] = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined || validate(schema, document).length > 0)
      throw new Error('The operation is not valid.');
    const plan = await auth.plan({ schema, document, operation, variables, context: contextValue });
    if (plan.kind === 'refused') {
      const { status, challenge } = plan;
      const result = { errors: plan.errors.map((error) => error.toJSON()) };
      return actualFromHttp(
        { result, status, challenge, raw: JSON.stringify({ status, result }) },
        contextValue,
      );
    }
    const result = await execute({ schema, document, contextValue, variableValues: variables });
    return actualFromGraphql(result, contextValue);
  };
  const planned = versionInfo.major >= 17 ? plannedDirectly : plannedByApollo;
  const guarded = async (request: Request): Promise<Actual> => {
    const contextValue = createRequestContext(scenario, request);
    const document = parse(request.source);
    const variableValues = { ...request.variables };
    return actualFromGraphql(await execute({ schema, document, contextValue, variableValues }), contextValue);
  };
  const tools = async (request: Request): Promise<Actual> => {
    const contextValue = createRequestContext(scenario, request, true);
    const document = parse(request.source);
    if (validate(schema, document).length > 0) throw new Error('The operation is not valid.');
    const variableValues = { ...request.variables };
    const result = await executeWithTools({ schema, document, contextValue, variableValues });
    if (!('data' in result)) throw new Error('The answer is incremental.');
    return actualFromGraphql(result, contextValue);
  };
  const subscribed = async (request: Request): Promise<Actual> => {
    const contextValue = createRequestContext(scenario, request);
    const operation = { schema, document: parse(request.source), variableValues: { ...request.variables } };
    return firstEvent(await subscribe({ ...operation, contextValue }), contextValue);
  };
  const subscribedWithTools = async (request: Request): Promise<Actual> => {
    const contextValue = createRequestContext(scenario, request, true);
    const operation = { schema, document: parse(request.source), variableValues: { ...request.variables } };
    return firstEvent(await subscribeWithTools({ ...operation, contextValue }), contextValue);
  };
  return { auth, schema, planned, guarded, tools, subscribed, subscribedWithTools };
}

async function firstEvent(
  stream: AsyncIterable<unknown> | ExecutionResult,
  context: ScenarioContext,
): Promise<Actual> {
  if (!(Symbol.asyncIterator in stream)) return actualFromGraphql(stream, context);
  for await (const event of stream) {
    // The cast is safe: the events of a subscription are results.
    return actualFromGraphql(event as ExecutionResult, context);
  }
  throw new Error('The stream ended without an event.');
}

/** Returns plain objects for comparison: those of graphql-js have no prototype. */
function plain(data: unknown): unknown {
  return data === undefined ? undefined : JSON.parse(JSON.stringify(data));
}
