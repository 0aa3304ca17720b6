import type { DomainError, Route, RouteRequest, RouteResponse, Transactions } from '../../shared/index.js';
import type { Authenticator } from '../access/index.js';
import type { Users } from '../users/index.js';
import { authenticateToken } from './authenticate-token.js';
import { isAuthenticatedClient, type OauthClient } from './client-authentication.js';
import { readParameters, requiredParameter } from './form-parameters.js';
import { buildIntrospection, inactiveIntrospection } from './introspection.js';
import { errorResponse, invalidBodyResponse, noStoreResponse, withOauthErrors } from './oauth-responses.js';

/** What the route calls. */
export interface IntrospectionDependencies {
  /** Who may ask; nobody while there are none. */
  readonly clients: readonly OauthClient[];
  readonly authenticators: readonly Authenticator[];
  readonly users: Users;
  readonly transactions: Transactions;
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly issuer: string;
}

/**
 * `POST /introspect` (RFC 7662): an access token is active while it would let somebody in, so the session must live, the user be enabled
 * and the epoch the same. A refresh token is never active here: a service that took one for an access token would let its holder in for weeks.
 *
 * Clients authenticate by HTTP Basic (2.1); before that, nothing of the request is read. Refuses with 401 invalid_client and a challenge,
 * with invalid_request when the token is missing or a parameter stands twice, and with 503 when the database cannot be asked.
 */
export function createIntrospectionRoutes(dependencies: IntrospectionDependencies): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/introspect',
      body: 'form',
      onBadBody: (request) =>
        isAuthenticatedClient(dependencies.clients, request)
          ? invalidBodyResponse()
          : invalidClientResponse(),
      handle: (request) =>
        withOauthErrors(dependencies.translateDatabaseError, () => introspect(dependencies, request)),
    },
  ];
}

async function introspect(
  dependencies: IntrospectionDependencies,
  request: RouteRequest,
): Promise<RouteResponse> {
  if (!isAuthenticatedClient(dependencies.clients, request)) return invalidClientResponse();
  const token = requiredParameter(readParameters(request.form), 'token');
  const caller = await authenticateToken(dependencies.authenticators, token);
  const user =
    caller === null ? null : await dependencies.users.find(dependencies.transactions.reader, caller.id);
  if (caller === null || user === null) return noStoreResponse(inactiveIntrospection);
  return noStoreResponse(buildIntrospection(token, caller, user, dependencies.issuer));
}

/** RFC 6749 5.2, RFC 7617 2: the same whether the header is missing, the id unknown or the secret wrong. */
function invalidClientResponse(): RouteResponse {
  return errorResponse(401, 'invalid_client', 'The client could not be authenticated', {
    'WWW-Authenticate': 'Basic realm="introspection", charset="UTF-8"',
  });
}
