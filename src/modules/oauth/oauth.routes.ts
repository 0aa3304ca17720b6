import type { DomainError, Route, RouteRequest, RouteResponse, Transactions } from '../../shared/index.js';
import { type Authenticator, authenticateBearer } from '../access/index.js';
import type { IssuedTokens } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import type { GrantTokens } from './grant-tokens.js';
import {
  invalidBodyResponse,
  invalidTokenResponse,
  noStoreResponse,
  withOauthErrors,
} from './oauth-responses.js';
import { buildServerMetadata, serverMetadataPaths } from './server-metadata.js';
import { readTokenRequest } from './token-request.js';
import { buildUserInfo } from './user-info.js';

/** What the routes call. */
export interface OauthRouteDependencies {
  readonly grantTokens: GrantTokens;
  readonly authenticators: readonly Authenticator[];
  readonly transactions: Transactions;
  readonly users: Users;
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly issuer: string;
  readonly passwordGrantEnabled: boolean;
}

/** The module's routes: /token, /userinfo and the metadata of RFC 8414. */
export function createOauthRoutes(dependencies: OauthRouteDependencies): readonly Route[] {
  const { issuer, passwordGrantEnabled } = dependencies;
  const metadata = buildServerMetadata(issuer, passwordGrantEnabled);
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
  { grantTokens, passwordGrantEnabled }: OauthRouteDependencies,
  { form, client }: RouteRequest,
): Promise<RouteResponse> {
  return noStoreResponse(
    tokenResponseBody(await grantTokens(readTokenRequest(form, passwordGrantEnabled), client)),
  );
}

/** RFC 6749 5.1; the token type in the case that clients of the password flow know. */
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
  { authenticators, transactions, users }: OauthRouteDependencies,
  { headers, authorizationHeaderCount }: RouteRequest,
): Promise<RouteResponse> {
  const header = { authorization: headers['authorization'], authorizationHeaderCount };
  const { user: caller, failure } = await authenticateBearer(authenticators, header);
  const user = caller === null ? null : await users.find(transactions.reader, caller.id);
  return user === null ? invalidTokenResponse(failure) : noStoreResponse(buildUserInfo(user));
}
