import { type ApolloServer, HeaderMap } from '@apollo/server';
import { type AuthDirective, createAuthDirective, type Decision, type Policy } from '@cordon/auth-directive';
import { authPlugin } from '@cordon/auth-directive/apollo';
import type { GraphQLSchema } from 'graphql';
import {
  type Authenticator,
  type DeviceCookie,
  type RefreshCookie,
  roles,
} from '../../modules/access/index.js';
import type { Clock, DomainError, ResolverMap } from '../../shared/index.js';
import { createApolloServer, documentLimits } from './apollo-server.js';
import { authenticateRequest } from './authenticate-request.js';
import { elevatedCaller, revalidateCaller, toCaller } from './caller.js';
import { createDeviceCookie } from './device-cookie.js';
import type { EdgeLog } from './edge-log.js';
import { createExecutableSchema } from './executable-schema.js';
import type { GraphqlRequest, GraphqlResponse } from './graphql-request.js';
import type { LimitOptions } from './limit-directive.js';
import { createRefreshCookie, type RequestCookie } from './refresh-cookie.js';
import type { RequestContext } from './request-context.js';
import { nestsTooDeep, valueNestsTooDeep } from './source-nesting.js';
import { createSubscriptions, type SubscriptionHandler } from './subscriptions.js';

/** What the edge is made from. */
export interface GraphqlEdgeDependencies {
  /** Cordon's own schema.graphql, then what a project adds. */
  readonly typeDefs: readonly string[];
  /** One map for each module, then what a project adds. */
  readonly resolvers: readonly ResolverMap[];
  /** Policies in code, by the names that a project's schema gives them. */
  readonly policies?: Readonly<Record<string, Policy<RequestContext>>>;
  /** What `@limit` charges; left out, the schema may not use it. */
  readonly limiting?: LimitOptions;
  /** Asked in turn for a bearer credential. */
  readonly authenticators: readonly Authenticator[];
  /** Answers introspection and guesses at misspelt names; off in production. */
  readonly introspection: boolean;
  /** Recognises what a database driver throws; null for anything else. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly clock: Clock;
  readonly log: EdgeLog;
  /** Told of every refusal by `@auth`. */
  readonly onDecision?: (decision: Decision<RequestContext>) => void;
  /** Told of the codes in the top-level errors of each answer, for metrics. */
  readonly onErrorCodes?: (codes: readonly string[]) => void;
}

/** The running edge. */
export interface GraphqlEdge {
  readonly schema: GraphQLSchema;
  readonly auth: AuthDirective<RequestContext>;
  /** For callers inside the process, which bring their own context. */
  readonly server: ApolloServer<RequestContext>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Answers one HTTP request; never throws. */
  handle(request: GraphqlRequest): Promise<GraphqlResponse>;
  /** Serves the subscriptions of one WebSocket. */
  readonly subscriptions: SubscriptionHandler;
}

/** Builds the schema (throwing for each fault of it, before the first request) and the server around it. */
export function createGraphqlEdge(dependencies: GraphqlEdgeDependencies): GraphqlEdge {
  const auth = createAuthDirective<RequestContext>({
    roles: [...roles],
    caller: toCaller,
    ...(dependencies.policies === undefined ? {} : { policies: dependencies.policies }),
    elevate: (payload) => elevatedCaller(payload, dependencies.clock.now()),
    revalidate: revalidateCaller,
    now: () => dependencies.clock.now().getTime(),
    log: ({ cause, ...entry }) => dependencies.log.warn({ ...entry, err: cause }, entry.message),
    ...(dependencies.onDecision === undefined ? {} : { onDecision: dependencies.onDecision }),
  });
  const schema = createExecutableSchema({ ...dependencies, auth });
  const responseDependencies = {
    schema,
    log: dependencies.log,
    errors: {
      hideSuggestions: !dependencies.introspection,
      translateDatabaseError: dependencies.translateDatabaseError,
    },
    onErrorCodes: dependencies.onErrorCodes ?? (() => undefined),
  };
  const { introspection } = dependencies;
  const server = createApolloServer({ ...responseDependencies, plugins: [authPlugin(auth)], introspection });
  return {
    schema,
    auth,
    server,
    start: () => server.start(),
    stop: () => server.stop(),
    handle: (request) => handle(request, server, dependencies),
    subscriptions: createSubscriptions({
      ...dependencies,
      ...responseDependencies,
      auth,
      limits: documentLimits,
    }),
  };
}

async function handle(
  request: GraphqlRequest,
  server: ApolloServer<RequestContext>,
  dependencies: GraphqlEdgeDependencies,
): Promise<GraphqlResponse> {
  if (isNestedTooDeep(request)) return tooDeepResponse;
  const cookies = request.cookiesAllowed ? createCookies(request, dependencies.clock) : null;
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: headerMap(request),
      search: request.search,
      body: request.body,
    },
    context: () => createContext(request, dependencies, cookies),
  });
  // No schema of ours has @defer or @stream, so an answer in pieces cannot happen.
  if (answer.body.kind !== 'complete') throw new Error('an answer in pieces was not expected');
  return {
    status: answer.status ?? 200,
    headers: Object.fromEntries(answer.headers),
    setCookies: Object.values(cookies ?? {})
      .map((cookie) => cookie.setCookie())
      .filter((value) => value !== null),
    body: answer.body.string,
  };
}

/** The cookies of one request, as the context knows them. */
interface Cookies {
  readonly refreshCookie: RequestCookie<RefreshCookie>;
  readonly deviceCookie: RequestCookie<DeviceCookie>;
}

function createCookies({ headers }: GraphqlRequest, { now }: Clock): Cookies {
  const header = headers['cookie'];
  return { refreshCookie: createRefreshCookie(header, now), deviceCookie: createDeviceCookie(header) };
}

/** Asked before anything is parsed: deep nesting exhausts the stack of a recursive parser. */
function isNestedTooDeep({ body, search }: GraphqlRequest): boolean {
  if (valueNestsTooDeep(body)) return true;
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : null;
  const texts = [query, ...new URLSearchParams(search).values()];
  return texts.some((text) => typeof text === 'string' && nestsTooDeep(text));
}

const tooDeepResponse: GraphqlResponse = {
  status: 400,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  setCookies: [],
  body: JSON.stringify({
    errors: [{ message: 'The request nests too deep.', extensions: { code: 'OPERATION_TOO_COMPLEX' } }],
  }),
};

function headerMap({ headers }: GraphqlRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) map.set(name, value);
  return map;
}

async function createContext(
  request: GraphqlRequest,
  dependencies: GraphqlEdgeDependencies,
  cookies: Cookies | null,
): Promise<RequestContext> {
  const { client } = request;
  const requestInfo = {
    requestId: client.requestId,
    client,
    ...(cookies ?? {}),
  };
  const credential = {
    authorization: request.headers['authorization'],
    authorizationHeaderCount: request.authorizationHeaderCount,
  };
  return { ...requestInfo, ...(await authenticateRequest(credential, client.requestId, dependencies)) };
}
