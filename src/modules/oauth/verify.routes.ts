import type { Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import { authenticateBearer, type CurrentUser } from '../access/index.js';
import type { OauthDependencies } from './oauth-dependencies.js';
import { emptyResponse, errorResponse, invalidTokenResponse, withOauthErrors } from './oauth-responses.js';
import { parseVerifyRequest, satisfiesRequest, type VerifyRequest } from './verify-request.js';

type VerifyDependencies = Pick<OauthDependencies, 'authenticators' | 'translateDatabaseError'>;

/**
 * `/verify?requires=ROLE&scope=NAMES`, by any method: lets a proxy check whether a request may pass (nginx
 * `auth_request`, Traefik ForwardAuth). Responds with 204 and the headers X-Cordon-User-Id, X-Cordon-Role and
 * X-Cordon-Session-Id, which are taken from the session; request headers of these names are ignored. There is
 * no header with a name, which may change and need not be ASCII: use /userinfo.
 *
 * Responds with 401 and 403 as in RFC 6750 3.1, with 400 for invalid parameters (before the token is checked:
 * the proxy is misconfigured), and with 503 when the database is unavailable. Only a 204 lets a request pass.
 */
export function createVerifyRoutes(dependencies: VerifyDependencies): readonly Route[] {
  return [
    {
      method: 'ANY',
      path: '/verify',
      body: 'ignored',
      handle: (request) =>
        withOauthErrors(dependencies.translateDatabaseError, () => verify(dependencies, request)),
    },
  ];
}

async function verify(
  { authenticators }: VerifyDependencies,
  { query, headers, authorizationHeaderCount }: RouteRequest,
): Promise<RouteResponse> {
  const requirement = parseVerifyRequest(query);
  const header = { authorization: headers['authorization'], authorizationHeaderCount };
  const { user: caller, failure } = await authenticateBearer(authenticators, header);
  if (caller === null) return invalidTokenResponse(failure);
  return satisfiesRequest(caller, requirement)
    ? emptyResponse(204, identityHeaders(caller))
    : insufficientScope(requirement);
}

function identityHeaders({ id, role, sessionId }: CurrentUser): Readonly<Record<string, string>> {
  return { 'X-Cordon-User-Id': id, 'X-Cordon-Role': role, 'X-Cordon-Session-Id': sessionId };
}

function insufficientScope({ scopes }: VerifyRequest): RouteResponse {
  const scopeParameter = scopes.length === 0 ? '' : `, scope="${scopes.join(' ')}"`;
  return errorResponse(403, 'insufficient_scope', 'Not authorized', {
    'WWW-Authenticate': `Bearer error="insufficient_scope"${scopeParameter}`,
  });
}
