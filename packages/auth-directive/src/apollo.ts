import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { GraphQLResolveInfo } from 'graphql';
import { NO_STORE } from './guards/restrict-caching.js';
import type { AuthDirective } from './index.js';

/**
 * Creates a plugin for Apollo Server: refuses operations before execution with the matching HTTP status, and
 * verifies at start-up that no guard is missing. List it first among the plugins, before any that answers
 * from a cache.
 */
export function authPlugin<Context extends object>(
  auth: AuthDirective<Context>,
): ApolloServerPlugin<Context> {
  return {
    async serverWillStart({ schema }) {
      auth.assertGuarded(schema);
    },
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operation, request, contextValue, response }) {
          if (!operation) return null;
          const { variables } = request;
          const answer = await auth.plan({ schema, document, operation, variables, context: contextValue });
          if (answer.kind === 'go') return null;
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

type CachePolicy = GraphQLRequestContext<object>['overallCachePolicy'];

/** Applies the hint of a guarded field to the response. Without Apollo's cache control no field has a hint. */
function restrictByHint(
  overallCachePolicy: CachePolicy,
  { cacheControl }: GraphQLResolveInfo & { readonly cacheControl?: { readonly cacheHint: CachePolicy } },
): void {
  const hint = cacheControl === undefined ? NO_STORE : cacheControl.cacheHint;
  if (hint.scope === 'PRIVATE') overallCachePolicy.restrict(hint);
}
