import { type ApolloServer, HeaderMap } from '@apollo/server';
import { type AuthDirective, createAuthDirective, type Decision, type Policy } from '@cordon/auth-directive';
import { authPlugin } from '@cordon/auth-directive/apollo';
import type { GraphQLSchema } from 'graphql';
import { type Authenticator, cordonRoles, type Roles } from '../../modules/access/index.js';
import type { ClientInfo, Clock, DomainError, Log, ResolverMap } from '../../shared/index.js';
import type { GraphqlHandler, GraphqlRequest, GraphqlResponse, SocketHandler } from '../http/index.js';
import { createApolloServer, documentLimits } from './apollo-server.js';
import { authenticateRequest } from './authenticate-request.js';
import { elevatedCaller, revalidateCaller, toCaller } from './caller.js';
import { errorCodesOf } from './error-codes.js';
import { createExecutableSchema } from './executable-schema.js';
import type { LimitOptions } from './limit-directive.js';
import type { ProjectSchema } from './project-schema.js';
import type { ProjectContext, RequestContext } from './request-context.js';
import { createRequestCookies, type RequestCookies } from './request-cookies.js';
import { secondFactorPolicies } from './second-factor-gate.js';
import { nestsTooDeep, valueNestsTooDeep } from './source-nesting.js';
import { createSubscriptions } from './subscriptions.js';

export interface GraphqlServerDependencies {
  /** Cordon's own schema.graphql. */
  readonly typeDefs: readonly string[];
  /** One map per module. */
  readonly resolvers: readonly ResolverMap[];
  /** What a project adds to them. */
  readonly project?: ProjectSchema;
  /** Policies written in code, by the names that the schema of a project gives them. */
  readonly policies?: Readonly<Record<string, Policy<RequestContext>>>;
  /** The budgets that `@limit` charges; without them the schema may not use `@limit`. */
  readonly rateLimits?: LimitOptions;
  /**
   * The guarded fields that stay open to users who must prove a second factor. Without them, no role may
   * require one.
   */
  readonly secondFactorGate?: readonly string[] | undefined;
  /** Returns further members of the context of a request, for the resolvers of a project. */
  readonly projectContext?: ProjectContext;
  /** The values of the schema's enum Role. Default: the roles of Cordon. */
  readonly roles?: Roles;
  /** Tried in turn for a bearer credential. */
  readonly authenticators: readonly Authenticator[];
  /** Enables introspection, and names of the schema in validation messages; off in production. */
  readonly introspection: boolean;
  /** Translates an error of the database driver; returns null for any other error. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** Called for every refusal by `@auth`. */
  readonly onDecision?: (decision: Decision<RequestContext>) => void;
  /** Called with the codes in the top-level errors of each response, for metrics. */
  readonly onErrorCodes?: (codes: readonly string[]) => void;
  /** Called with the name of each valid operation that has one, for the log. */
  readonly onOperation?: (client: ClientInfo, operationName: string) => void;
}

/** The GraphQL server. */
export interface GraphqlServer {
  readonly schema: GraphQLSchema;
  readonly auth: AuthDirective<RequestContext>;
  /** For callers inside the process, which provide their own context. */
  readonly server: ApolloServer<RequestContext>;
  start(): Promise<void>;
  /** Does nothing when the server was not started. */
  stop(): Promise<void>;
  /** Executes one HTTP request. Never throws. */
  readonly handle: GraphqlHandler;
  /** Serves the subscriptions of one WebSocket. */
  readonly subscriptions: SocketHandler;
}

/** Builds the schema and the server. Throws for every error in the schema, before the first request. */
export function createGraphqlServer(dependencies: GraphqlServerDependencies): GraphqlServer {
  const { roles = cordonRoles } = dependencies;
  const auth = createAuthDirective<RequestContext>({
    roles: roles.hierarchy,
    caller: toCaller,
    policies: { ...dependencies.policies, ...secondFactorPolicies(roles) },
    elevate: (payload) => elevatedCaller(roles, payload, dependencies.clock.now()),
    revalidate: (caller, context) => revalidateCaller(roles, caller, context),
    now: () => dependencies.clock.now().getTime(),
    log: ({ cause, ...entry }) => dependencies.log.warn({ ...entry, err: cause }, entry.message),
    ...(dependencies.onDecision === undefined ? {} : { onDecision: dependencies.onDecision }),
  });
  const schema = createExecutableSchema({ ...dependencies, roles, auth });
  let isStarted = false;
  const responseDependencies = {
    schema,
    log: dependencies.log,
    errors: {
      hideSchema: !dependencies.introspection,
      errorCodes: errorCodesOf(schema),
      translateDatabaseError: dependencies.translateDatabaseError,
    },
    onErrorCodes: dependencies.onErrorCodes ?? (() => undefined),
    onOperation: dependencies.onOperation ?? (() => undefined),
  };
  const { introspection } = dependencies;
  const server = createApolloServer({ ...responseDependencies, plugins: [authPlugin(auth)], introspection });
  return {
    schema,
    auth,
    server,
    start: async () => {
      await server.start();
      isStarted = true;
    },
    stop: async () => {
      // Apollo Server throws when it was not started.
      if (isStarted) await server.stop();
    },
    handle: (request) => handleRequest(request, server, dependencies),
    subscriptions: createSubscriptions({
      ...dependencies,
      ...responseDependencies,
      auth,
      limits: documentLimits,
    }),
  };
}

async function handleRequest(
  request: GraphqlRequest,
  server: ApolloServer<RequestContext>,
  dependencies: GraphqlServerDependencies,
): Promise<GraphqlResponse> {
  if (isNestedTooDeep(request)) return tooDeepResponse;
  const cookies = request.cookiesAllowed
    ? createRequestCookies(request.headers['cookie'], dependencies.clock.now)
    : null;
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: headerMap(request),
      search: request.search,
      body: request.body,
    },
    context: () => createContext(request, dependencies, cookies),
  });
  // The schema has no @defer and no @stream, so a response in several parts cannot occur.
  if (response.body.kind !== 'complete') throw new Error('unexpected response in several parts');
  return {
    status: response.status ?? 200,
    headers: Object.fromEntries(response.headers),
    setCookies: cookies?.setCookies() ?? [],
    body: response.body.string,
  };
}

/** Must be checked before parsing, because deep nesting exhausts the stack of a recursive parser. */
function isNestedTooDeep({ body, search }: GraphqlRequest): boolean {
  if (valueNestsTooDeep(body)) return true;
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : null;
  const texts = search === '' ? [query] : [query, ...new URLSearchParams(search).values()];
  return texts.some((text) => typeof text === 'string' && nestsTooDeep(text));
}

const tooDeepResponse: GraphqlResponse = {
  status: 400,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  setCookies: [],
  body: JSON.stringify({
    errors: [{ message: 'The request is nested too deeply.', extensions: { code: 'OPERATION_TOO_COMPLEX' } }],
  }),
};

function headerMap({ headers }: GraphqlRequest): HeaderMap {
  const map = new HeaderMap();
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) map.set(name, value);
  }
  return map;
}

async function createContext(
  { client, headers, authorizationHeaderCount }: GraphqlRequest,
  dependencies: GraphqlServerDependencies,
  cookies: RequestCookies | null,
): Promise<RequestContext> {
  const { requestId } = client;
  const credential = { authorization: headers['authorization'], authorizationHeaderCount };
  const { currentUser, authenticationFailure, userRow, unavailable } = await authenticateRequest(
    credential,
    requestId,
    dependencies,
  );
  const context: RequestContext = {
    currentUser,
    authenticationFailure,
    userRow,
    requestId,
    client,
    refreshCookie: cookies?.refreshCookie,
    deviceCookie: cookies?.deviceCookie,
    unavailable,
    askAgain: async () => {
      const again = await authenticateRequest(credential, requestId, dependencies);
      if (again.unavailable !== undefined) throw again.unavailable;
      return again;
    },
  };
  // Not spread: that creates a new shape of object for each request, which takes 3 % of `me`.
  return Object.assign({}, dependencies.projectContext?.(client), context);
}
