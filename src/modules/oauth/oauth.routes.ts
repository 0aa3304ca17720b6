import {
  type ClientInfo,
  DomainError,
  type Route,
  type RouteRequest,
  type RouteResponse,
} from '../../shared/index.js';
import { authenticateBearer } from '../access/index.js';
import type { IssuedTokens } from '../sessions/index.js';
import type { OauthDependencies } from './oauth-dependencies.js';
import { OauthError } from './oauth-error.js';
import {
  invalidBodyResponse,
  invalidTokenResponse,
  noStoreResponse,
  withOauthErrors,
} from './oauth-responses.js';
import { buildServerMetadata, serverMetadataPaths } from './server-metadata.js';
import { readTokenRequest, type TokenRequest } from './token-request.js';
import { buildUserInfo } from './user-info.js';

/** /token, /userinfo and the metadata of RFC 8414. */
export function createOauthRoutes(dependencies: OauthDependencies): readonly Route[] {
  const { roles, issuer, passwordGrantEnabled } = dependencies;
  const metadata = buildServerMetadata(issuer, passwordGrantEnabled, roles.scopes);
  const handleUserInfo = (request: RouteRequest): Promise<RouteResponse> =>
    withOauthErrors(dependencies.translateDatabaseError, () => userInfo(dependencies, request));
  return [
    {
      method: 'POST',
      path: '/token',
      body: 'form',
      onBadBody: invalidBodyResponse,
      handle: (request) =>
        withOauthErrors(dependencies.translateDatabaseError, () => token(dependencies, request)),
    },
    { method: 'GET', path: '/userinfo', body: 'none', handle: handleUserInfo },
    { method: 'POST', path: '/userinfo', body: 'none', handle: handleUserInfo },
    ...serverMetadataPaths(issuer).map(
      (path): Route => ({
        method: 'GET',
        path,
        body: 'none',
        handle: async () => ({
          status: 200,
          headers: { 'Cache-Control': 'public, max-age=300' },
          body: metadata,
        }),
      }),
    ),
  ];
}

async function token(
  dependencies: OauthDependencies,
  { form, client }: RouteRequest,
): Promise<RouteResponse> {
  const request = readTokenRequest(form, dependencies.passwordGrantEnabled);
  return noStoreResponse(tokenResponseBody(await grantTokens(dependencies, request, client)));
}

/** Returned after a right password only. The challenge is left to expire: this grant cannot answer it. */
const secondFactorRequired =
  'This user signs in with a second factor, which the password grant does not support. Use an interactive login';

/**
 * Grants tokens (RFC 6749 4.3 and 6) by the same services as GraphQL's login and refreshToken. Throws their
 * errors, PASSWORD_CHANGE_REQUIRED without the token for the change, which only GraphQL's login returns, and
 * invalid_grant for a user with a second factor.
 */
async function grantTokens(
  { login, sessions }: OauthDependencies,
  request: TokenRequest,
  client: ClientInfo,
): Promise<IssuedTokens> {
  if (request.grantType === 'refresh_token') {
    return sessions.refreshSession({ refreshToken: request.refreshToken, client });
  }
  const { username: identifier, password, scope } = request;
  const outcome = await login({ identifier, password, scope, deviceName: null, client, device: null });
  if (outcome.status === 'COMPLETE') return outcome.tokens;
  if (outcome.status === 'MFA_REQUIRED') throw new OauthError('invalid_grant', secondFactorRequired);
  throw new DomainError(...outcome.refusals);
}

/** RFC 6749 5.1; the token type is in lower case, as password-flow clients expect. */
function tokenResponseBody({ accessToken, expiresIn, refreshToken, scope }: IssuedTokens): unknown {
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    scope: scope.join(' '),
  };
}

async function userInfo(
  { authenticators, transactions, users }: OauthDependencies,
  { headers, authorizationHeaderCount }: RouteRequest,
): Promise<RouteResponse> {
  const header = { authorization: headers['authorization'], authorizationHeaderCount };
  const { user: caller, failure } = await authenticateBearer(authenticators, header);
  const user = caller === null ? null : await users.find(transactions.reader, caller.id);
  return user === null ? invalidTokenResponse(failure) : noStoreResponse(buildUserInfo(user));
}
