import { decodeJwt } from 'jose/jwt/decode';
import { type Authenticator, authenticateBearer, type CurrentUser, type Roles } from '../access/index.js';
import type { User } from '../users/index.js';

/** The response to an introspection request (RFC 7662 2.2). */
export type Introspection = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The only response for a token that is not accepted, whatever the reason (RFC 7662 2.2). */
export const inactiveIntrospection: Introspection = { active: false };

/**
 * Returns the user that an access token authenticates now, by the same authenticators as every request, or
 * null for any other text, refresh tokens included. Throws only the errors of an authenticator that cannot
 * reach its database.
 */
export async function authenticateToken(
  authenticators: readonly Authenticator[],
  token: string,
  options: { readonly admitUnproven?: boolean } = {},
): Promise<CurrentUser | null> {
  // Passed as a header, so that the token is parsed in one place only.
  const header = { authorization: `Bearer ${token}`, authorizationHeaderCount: 1 };
  return (await authenticateBearer(authenticators, header, options)).user;
}

/**
 * Describes an access token that authenticates `caller`. Role and scopes are the current ones of the
 * database, limited to the scopes of the token; the other members are the token's own claims.
 */
export function buildIntrospection(
  token: string,
  caller: CurrentUser,
  user: User,
  { issuer, roles }: { readonly issuer: string; readonly roles: Roles },
): Introspection {
  return {
    active: true,
    ...tokenClaims(token),
    scope: effectiveScopes(roles, caller).join(' '),
    username: user.username,
    token_type: 'Bearer',
    exp: Math.floor(caller.expiresAt.getTime() / 1000),
    sub: caller.id,
    iss: issuer,
    role: caller.role,
    sid: caller.sessionId,
  };
}

/** Returns the scopes of the caller's role, limited to those of the token. */
export function effectiveScopes(roles: Roles, { role, scopes }: CurrentUser): readonly string[] {
  return roles.scopesOf(role).filter((scope) => scopes === null || scopes.includes(scope));
}

/**
 * The token has been verified before, so decoding is enough. A credential that is not a JWT has no claims.
 */
function tokenClaims(token: string): Introspection {
  const { aud, client_id: clientId, iat, jti } = decodeClaims(token);
  return {
    ...(aud === undefined ? {} : { aud }),
    ...(typeof clientId === 'string' ? { client_id: clientId } : {}),
    ...(iat === undefined ? {} : { iat }),
    ...(jti === undefined ? {} : { jti }),
  };
}

function decodeClaims(token: string): ReturnType<typeof decodeJwt> {
  try {
    return decodeJwt(token);
  } catch {
    // Accepted by an authenticator of other credentials.
    return {};
  }
}
