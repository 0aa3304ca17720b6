import type { Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import { isAuthenticatedClient } from './client-authentication.js';
import { readParameters, requiredParameter } from './form-parameters.js';
import { authenticateToken, buildIntrospection, inactiveIntrospection } from './introspection.js';
import type { OauthDependencies } from './oauth-dependencies.js';
import { errorResponse, invalidBodyResponse, noStoreResponse, withOauthErrors } from './oauth-responses.js';

type IntrospectionDependencies = Pick<
  OauthDependencies,
  'authenticators' | 'clients' | 'issuer' | 'roles' | 'transactions' | 'translateDatabaseError' | 'users'
>;

/**
 * `POST /introspect` (RFC 7662). An access token is active while it would be accepted: its session is active,
 * its user is enabled and its security epoch is current. A refresh token is never active: a service that
 * mistook one for an access token would accept its holder for weeks.
 *
 * Clients authenticate by HTTP Basic (2.1), before anything else of the request is read. Responds with 401
 * invalid_client and a challenge, with invalid_request when the token is missing or a parameter is repeated,
 * and with 503 when the database is unavailable.
 */
export function createIntrospectionRoutes(dependencies: IntrospectionDependencies): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/introspect',
      body: 'form',
      onBadBody: (request) =>
        isAuthenticatedClient(dependencies.clients ?? [], request)
          ? invalidBodyResponse()
          : invalidClientResponse(),
      handle: (request) =>
        withOauthErrors(dependencies.translateDatabaseError, () => introspect(dependencies, request)),
    },
  ];
}

async function introspect(
  { roles, authenticators, clients = [], issuer, transactions, users }: IntrospectionDependencies,
  request: RouteRequest,
): Promise<RouteResponse> {
  if (!isAuthenticatedClient(clients, request)) return invalidClientResponse();
  const token = requiredParameter(readParameters(request.form), 'token');
  const caller = await authenticateToken(authenticators, token);
  const user = caller === null ? null : await users.find(transactions.reader, caller.id);
  if (caller === null || user === null) return noStoreResponse(inactiveIntrospection);
  return noStoreResponse(buildIntrospection(token, caller, user, { issuer, roles }));
}

/** RFC 6749 5.2, RFC 7617 2. The same for a missing header, an unknown id and a wrong secret. */
function invalidClientResponse(): RouteResponse {
  return errorResponse(401, 'invalid_client', 'The client could not be authenticated', {
    'WWW-Authenticate': 'Basic realm="introspection", charset="UTF-8"',
  });
}
