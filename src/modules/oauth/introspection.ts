import { decodeJwt } from 'jose';
import { type CurrentUser, scopesOf } from '../access/index.js';
import type { User } from '../users/index.js';

/** What is told of a token (RFC 7662 2.2). */
export type Introspection = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** All that is told of a token that lets nobody in, whatever the reason (RFC 7662 2.2). */
export const inactiveIntrospection: Introspection = { active: false };

/**
 * What is told of an access token that lets `caller` in right now. Role and scopes are what the database gives at this moment, never more than
 * the token was narrowed to; the other members are the token's own.
 */
export function buildIntrospection(
  token: string,
  caller: CurrentUser,
  user: User,
  issuer: string,
): Introspection {
  return {
    active: true,
    ...tokenClaims(token),
    scope: effectiveScopes(caller).join(' '),
    username: user.username,
    token_type: 'Bearer',
    exp: Math.floor(caller.expiresAt.getTime() / 1000),
    sub: caller.id,
    iss: issuer,
    role: caller.role,
    sid: caller.sessionId,
  };
}

/** The scopes that the caller may use now: the role's, as far as the token was not narrowed. */
export function effectiveScopes({ role, scopes }: CurrentUser): readonly string[] {
  return scopesOf(role).filter((scope) => scopes === null || scopes.includes(scope));
}

/** The claims that are the token's own matter. It has been proven, so reading it is enough; a credential that is no JWT has none. */
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
    // An authenticator that knows other credentials let it in.
    return {};
  }
}
