import type { ApolloServerPlugin } from '@apollo/server';
import type { AuthDirective } from './index.js';

/**
 * The plan as a plugin of Apollo Server: refuses before execution with the right status, and proves at start
 * that every guard is in its place. Put it first among the plugins, so that none that answers from a cache
 * stands before it.
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
