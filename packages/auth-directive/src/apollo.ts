import type { DocumentNode, GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { NO_STORE } from './guards/restrict-caching.js';
import type { AuthDirective } from './index.js';
import {
  createApolloIntrospection,
  type IntrospectingRequest,
  type RequestIntrospection,
} from './introspection/apollo-introspection.js';
import { isSubgraph } from './schema/federation.js';

/**
 * The plugin, as an `ApolloServerPlugin`. The type is structural: Apollo Server declares its types once for
 * ES modules and once for CommonJS, and neither is assignable to the other.
 */
export interface AuthPlugin<Context extends object> {
  readonly serverWillStart: (service: { readonly schema: GraphQLSchema }) => Promise<void>;
  readonly requestDidStart: (request: StartedRequest<Context>) => Promise<AuthRequestListener<Context>>;
}

/** The hooks of one request. */
export interface AuthRequestListener<Context extends object> {
  readonly didResolveOperation: (request: RunningRequest) => Promise<void>;
  readonly didEncounterErrors: (request: IntrospectingRequest) => Promise<void>;
  readonly willSendResponse: (request: RunningRequest) => Promise<void>;
  readonly responseForOperation: <Http extends HttpHead>(
    request: OperationRequest<Context, Http>,
  ) => Promise<RefusedResponse<Http> | null>;
  readonly executionDidStart: (request: {
    readonly overallCachePolicy: CachePolicy;
  }) => Promise<FieldListener | undefined>;
}

interface StartedRequest<Context> {
  readonly schema: GraphQLSchema;
  readonly contextValue: Context;
}

interface RunningRequest extends IntrospectingRequest {
  readonly overallCachePolicy: CachePolicy;
  // Any body is accepted: those of results in several parts have other types.
  readonly response: { body?: unknown };
}

interface HttpHead {
  status?: number;
  readonly headers: { readonly set: (name: string, value: string) => unknown };
}

interface OperationRequest<Context, Http> {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation?: OperationDefinitionNode | null | undefined;
  readonly request: { readonly variables?: Record<string, unknown> };
  readonly contextValue: Context;
  readonly response: { readonly http: Http };
}

interface RefusedResponse<Http> {
  readonly http: Http;
  readonly body: {
    readonly kind: 'single';
    readonly singleResult: { readonly errors: readonly GraphQLFormattedError[] };
  };
}

interface CacheHint {
  readonly maxAge?: number | undefined;
  readonly scope?: 'PUBLIC' | 'PRIVATE' | undefined;
}

interface CachePolicy extends CacheHint {
  readonly restrict: (hint: { maxAge?: number; scope?: 'PUBLIC' | 'PRIVATE' }) => void;
}

interface FieldListener {
  readonly willResolveField: (field: { readonly info: object }) => () => void;
}

/**
 * Creates a plugin for Apollo Server: refuses operations before execution with the matching HTTP status, and
 * verifies at start-up that no guard is missing. List it first among the plugins, before any that answers
 * from a cache.
 */
export function authPlugin<Context extends object>(auth: AuthDirective<Context>): AuthPlugin<Context> {
  const introspectionOf = createApolloIntrospection();
  return {
    async serverWillStart({ schema }) {
      auth.assertGuarded(schema);
    },
    async requestDidStart({ schema: wholeSchema, contextValue: context }) {
      const introspection = introspectionOf(auth.introspectionFor(wholeSchema, context));
      return {
        async didResolveOperation(request) {
          const [error] = introspection?.reject(request) ?? [];
          if (error !== undefined) throw error;
        },
        async didEncounterErrors(request) {
          introspection?.replaceErrors(request);
        },
        async willSendResponse(request) {
          if (introspection !== undefined) replaceIntrospection(introspection, request);
        },
        async responseForOperation({ schema, document, operation, request, contextValue, response }) {
          if (!operation) return null;
          const { variables } = request;
          const answer = await auth.plan({ schema, document, operation, variables, context: contextValue });
          // A gateway reads no refusal from another status than 200: the guards answer in place.
          if (answer.kind === 'go' || isSubgraph(schema)) return null;
          response.http.status = answer.status;
          if (answer.challenge !== undefined) response.http.headers.set('www-authenticate', answer.challenge);
          const errors = answer.errors.map((error) => error.toJSON());
          return { http: response.http, body: { kind: 'single', singleResult: { errors } } };
        },
        async executionDidStart({ overallCachePolicy }) {
          if (overallCachePolicy.maxAge === undefined && overallCachePolicy.scope === undefined) return;
          // Apollo ignores the hints of fields when a plugin has set the policy of the response before.
          return {
            willResolveField:
              ({ info }) =>
              () =>
                restrictByHint(overallCachePolicy, info),
          };
        },
      };
    },
  };
}

/** Replaces the answers of introspection fields, which are executed with the whole schema before. */
function replaceIntrospection(introspection: RequestIntrospection, request: RunningRequest): void {
  const answers = introspection.answer(request);
  if (answers === undefined) return;
  const { response, overallCachePolicy } = request;
  overallCachePolicy.restrict(NO_STORE);
  const { singleResult }: { readonly singleResult?: { readonly data?: object | null } } = Object(
    response.body,
  );
  if (singleResult === undefined) {
    const errors = [{ message: 'Introspection cannot be answered in several parts.' }];
    response.body = { kind: 'single', singleResult: { errors } };
  } else if (singleResult.data) {
    const data = { ...singleResult.data, ...answers };
    response.body = { kind: 'single', singleResult: { ...singleResult, data } };
  }
}

/** Applies the hint of a guarded field to the response. Without Apollo's cache control there are no hints. */
function restrictByHint(
  overallCachePolicy: CachePolicy,
  { cacheControl }: { readonly cacheControl?: { readonly cacheHint: CacheHint } },
): void {
  const { maxAge, scope } = cacheControl === undefined ? NO_STORE : cacheControl.cacheHint;
  if (scope !== 'PRIVATE') return;
  overallCachePolicy.restrict({ ...(maxAge === undefined ? {} : { maxAge }), scope });
}
