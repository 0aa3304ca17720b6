import type { Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import { readParameters, requiredParameter } from './form-parameters.js';
import { authenticateToken } from './introspection.js';
import type { OauthDependencies } from './oauth-dependencies.js';
import { emptyResponse, invalidBodyResponse, withOauthErrors } from './oauth-responses.js';

type RevocationDependencies = Pick<
  OauthDependencies,
  'authenticators' | 'sessions' | 'translateDatabaseError'
>;

/**
 * `POST /revoke` (RFC 7009). A refresh token of any generation, or an access token that is still accepted,
 * ends its session and with it all tokens of that session. Any other token is answered with 200 as well
 * (2.2).
 *
 * There is no client authentication: every token is issued to the public client `cordon`, and its holder may
 * revoke it (2.1). The hint is ignored, as 2.1 allows, because the two kinds of tokens cannot be confused.
 * Responds with invalid_request when the token is missing or a parameter is repeated, and with 503 when the
 * database is unavailable: the token may still be valid then (2.2.1).
 */
export function createRevocationRoutes(dependencies: RevocationDependencies): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/revoke',
      body: 'form',
      onBadBody: invalidBodyResponse,
      handle: (request) =>
        withOauthErrors(dependencies.translateDatabaseError, () => revoke(dependencies, request)),
    },
  ];
}

async function revoke(
  { sessions, authenticators }: RevocationDependencies,
  { form }: RouteRequest,
): Promise<RouteResponse> {
  const token = requiredParameter(readParameters(form), 'token');
  // Anyone who must prove a second factor may sign out without it.
  const currentUser = await authenticateToken(authenticators, token, { admitUnproven: true });
  await sessions.logout({ refreshToken: token, currentUser });
  return emptyResponse(200);
}
