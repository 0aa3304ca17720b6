import type { DomainError, Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import { type Authenticator, authenticateBearer, type CurrentUser } from '../access/index.js';
import { emptyResponse, errorResponse, invalidTokenResponse, withOauthErrors } from './oauth-responses.js';
import { parseVerifyRequest, satisfiesRequest, type VerifyRequest } from './verify-request.js';

/** What the route calls. */
export interface VerifyDependencies {
  readonly authenticators: readonly Authenticator[];
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
}

/**
 * `/verify?requires=ROLE&scope=NAMES`, by any method: a proxy's question whether the request that it holds back may pass (nginx `auth_request`,
 * Traefik ForwardAuth). 204 with who it is in X-Cordon-User-Id, X-Cordon-Role and X-Cordon-Session-Id, made from the session alone; headers
 * of the same names in the request mean nothing. No name among them: it may change and need not be ASCII; /userinfo tells it.
 *
 * Refuses with 401 and 403 as RFC 6750 3.1 has them, with 400 for a requirement that cannot be read (before the token is looked at: the proxy is
 * set up wrongly), and with 503 when the database cannot be asked. Nothing but a 204 lets anybody pass.
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
  return errorResponse(403, 'insufficient_scope', 'The caller may not do this', {
    'WWW-Authenticate': `Bearer error="insufficient_scope"${scopeParameter}`,
  });
}
