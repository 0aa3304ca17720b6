import type { DomainError, Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import type { Authenticator } from '../access/index.js';
import type { Sessions } from '../sessions/index.js';
import { holderOf } from './authenticate-token.js';
import { readParameters, requiredParameter } from './form-parameters.js';
import { emptyAnswer, refusalsAnswered, refuseBody } from './oauth-responses.js';

/** What the route calls. */
export interface RevocationServices {
  readonly sessions: Sessions;
  readonly authenticators: readonly Authenticator[];
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly explain: (error: unknown) => DomainError | null;
}

/**
 * `POST /revoke` (RFC 7009): a refresh token of any generation, or an access token that still lets somebody in, ends its session, and with
 * it every token of that session. A token that is none answers 200 as well (2.2).
 *
 * No client authentication: every token is issued to the one public client `cordon`, and whoever holds a token may give it up (2.1). The
 * hint is ignored (2.1 allows it), because the two kinds of token cannot be taken for each other. Refuses with invalid_request when the
 * token is missing or a parameter stands twice, and with 503 when the database cannot be asked: then the token may still be good (2.2.1).
 */
export function revocationRoutes(services: RevocationServices): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/revoke',
      body: 'form',
      onBadBody: refuseBody,
      handle: (request) => refusalsAnswered(services.explain, () => revoke(services, request)),
    },
  ];
}

async function revoke(
  { sessions, authenticators }: RevocationServices,
  { form }: RouteRequest,
): Promise<RouteResponse> {
  const token = requiredParameter(readParameters(form), 'token');
  await sessions.logout({ refreshToken: token, currentUser: await holderOf(authenticators, token) });
  return emptyAnswer(200);
}
