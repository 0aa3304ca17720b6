import type { Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import { authenticateBearer, type CurrentUser } from '../access/index.js';
import type { OauthDependencies } from './oauth-dependencies.js';
import { emptyResponse, errorResponse, invalidTokenResponse, withOauthErrors } from './oauth-responses.js';
import { parseVerifyRequest, satisfiesRequest, type VerifyRequest } from './verify-request.js';

type VerifyDependencies = Pick<OauthDependencies, 'authenticators' | 'roles' | 'translateDatabaseError'>;

/**
 * `/verify?requires=ROLE&scope=NAMES`, by any method: lets a proxy check whether a request may pass (nginx
 * `auth_request`, Traefik ForwardAuth). Responds with 204 and the headers X-Cordon-User-Id, X-Cordon-Role and
 * X-Cordon-Session-Id, which are taken from the session; request headers of these names are ignored. There is
 * no header with a name, which may change and need not be ASCII: use /userinfo.
 *
 * Responds with 401 and 403 as in RFC 6750 3.1, with 400 for invalid parameters (before the token is checked:
 * the proxy is misconfigured), and with 503 when the database is unavailable. Only a 204 lets a request pass.
 *
 * A CORS preflight, which browsers send without credentials, passes with empty identity headers: the service
 * behind the proxy has to answer it.
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
  { authenticators, roles }: VerifyDependencies,
  request: RouteRequest,
): Promise<RouteResponse> {
  const { query, headers, authorizationHeaderCount } = request;
  const requirement = parseVerifyRequest(query, roles);
  if (isPreflight(request)) return emptyResponse(204, noIdentityHeaders);
  const header = { authorization: headers['authorization'], authorizationHeaderCount };
  const { user: caller, failure } = await authenticateBearer(authenticators, header);
  if (caller === null) return invalidTokenResponse(failure);
  return satisfiesRequest(caller, requirement, roles)
    ? emptyResponse(204, identityHeaders(caller))
    : insufficientScope(requirement);
}

/**
 * Returns whether the request itself is a CORS preflight. Headers that name the method of another request are
 * not read, because clients can send them.
 */
function isPreflight({ method, headers, authorizationHeaderCount }: RouteRequest): boolean {
  return (
    method === 'OPTIONS' &&
    headers['origin'] !== undefined &&
    headers['access-control-request-method'] !== undefined &&
    authorizationHeaderCount === 0
  );
}

/** Replace headers of these names that the client sent. */
const noIdentityHeaders: Readonly<Record<string, string>> = {
  'X-Cordon-User-Id': '',
  'X-Cordon-Role': '',
  'X-Cordon-Session-Id': '',
};

function identityHeaders({ id, role, sessionId }: CurrentUser): Readonly<Record<string, string>> {
  return { 'X-Cordon-User-Id': id, 'X-Cordon-Role': role, 'X-Cordon-Session-Id': sessionId };
}

function insufficientScope({ scopes }: VerifyRequest): RouteResponse {
  const scopeParameter = scopes.length === 0 ? '' : `, scope="${scopes.join(' ')}"`;
  return errorResponse(403, 'insufficient_scope', 'Not authorized', {
    'WWW-Authenticate': `Bearer error="insufficient_scope"${scopeParameter}`,
  });
}
