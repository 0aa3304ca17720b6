import type { DomainError, Route, RouteRequest, RouteResponse, Transactions } from '../../shared/index.js';
import { type Authenticator, authenticateBearer } from '../access/index.js';
import type { IssuedTokens } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import type { GrantTokens } from './grant-tokens.js';
import { answer, refusalsAnswered, refuseBody, tokenRefused } from './oauth-responses.js';
import { serverMetadataOf, serverMetadataPaths } from './server-metadata.js';
import { readTokenRequest } from './token-request.js';
import { userInfoOf } from './user-info.js';

/** What the routes call. */
export interface OauthRouteServices {
  readonly grantTokens: GrantTokens;
  readonly authenticators: readonly Authenticator[];
  readonly transactions: Transactions;
  readonly users: Users;
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly explain: (error: unknown) => DomainError | null;
  readonly issuer: string;
  readonly passwordGrantEnabled: boolean;
}

/** The room's routes: /token, /userinfo and the metadata of RFC 8414. */
export function createOauthRoutes(services: OauthRouteServices): readonly Route[] {
  const { issuer, passwordGrantEnabled } = services;
  const metadata = serverMetadataOf(issuer, passwordGrantEnabled);
  const tellUserInfo = (request: RouteRequest): Promise<RouteResponse> =>
    refusalsAnswered(services.explain, () => userInfo(services, request));
  return [
    {
      method: 'POST',
      path: '/token',
      body: 'form',
      onBadBody: refuseBody,
      handle: (request) => refusalsAnswered(services.explain, () => token(services, request)),
    },
    { method: 'GET', path: '/userinfo', body: 'none', handle: tellUserInfo },
    { method: 'POST', path: '/userinfo', body: 'none', handle: tellUserInfo },
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
  { grantTokens, passwordGrantEnabled }: OauthRouteServices,
  { form, client }: RouteRequest,
): Promise<RouteResponse> {
  return answer(tokenAnswerOf(await grantTokens(readTokenRequest(form, passwordGrantEnabled), client)));
}

/** RFC 6749 5.1; the token type in the case that clients of the password flow know. */
function tokenAnswerOf({ accessToken, expiresIn, refreshToken, scope }: IssuedTokens): unknown {
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    refresh_token: refreshToken,
    scope: scope.join(' '),
  };
}

async function userInfo(
  { authenticators, transactions, users }: OauthRouteServices,
  { headers, authorizationHeaders }: RouteRequest,
): Promise<RouteResponse> {
  const header = { authorization: headers['authorization'], authorizationHeaders };
  const { user: caller, failure } = await authenticateBearer(authenticators, header);
  const user = caller === null ? null : await users.find(transactions.reader, caller.id);
  return user === null ? tokenRefused(failure) : answer(userInfoOf(user));
}
