import type { DomainError, Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import type { Authenticator } from '../access/index.js';
import type { Sessions } from '../sessions/index.js';
import { authenticateToken } from './authenticate-token.js';
import { readParameters, requiredParameter } from './form-parameters.js';
import { emptyResponse, invalidBodyResponse, withOauthErrors } from './oauth-responses.js';

/** What the route calls. */
export interface RevocationDependencies {
  readonly sessions: Sessions;
  readonly authenticators: readonly Authenticator[];
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
}

/**
 * `POST /revoke` (RFC 7009): a refresh token of any generation, or an access token that still lets somebody in, ends its session, and with
 * it every token of that session. A token that is none answers 200 as well (2.2).
 *
 * No client authentication: every token is issued to the one public client `cordon`, and whoever holds a token may give it up (2.1). The
 * hint is ignored (2.1 allows it), because the two kinds of token cannot be taken for each other. Refuses with invalid_request when the
 * token is missing or a parameter stands twice, and with 503 when the database cannot be asked: then the token may still be good (2.2.1).
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
  await sessions.logout({ refreshToken: token, currentUser: await authenticateToken(authenticators, token) });
  return emptyResponse(200);
}
