import type { ApolloServerPlugin } from '@apollo/server';
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
      };
    },
  };
}
