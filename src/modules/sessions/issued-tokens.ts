import type { SessionId } from '../../shared/index.js';
import type { Role, Roles } from '../access/index.js';
import type { AccessTokens } from '../tokens/index.js';
import type { Session } from './session.js';

/** The tokens of a new or refreshed session; TokenPair in the schema. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
  readonly expiresAt: Date;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
  readonly sessionId: SessionId;
  /** The scopes that the session was narrowed to, otherwise all scopes of the role. */
  readonly scope: readonly string[];
}

/** The tokens of a response; without the refresh token when a cookie contains it. */
export interface DeliveredTokens extends Omit<IssuedTokens, 'refreshToken'> {
  readonly refreshToken: string | null;
}

/** Signs an access token for the session and returns it with the refresh token. */
export function issueTokens(
  { accessTokens, roles }: { readonly accessTokens: AccessTokens; readonly roles: Roles },
  session: Pick<Session, 'id' | 'userId' | 'securityEpoch' | 'scope' | 'expiresAt'>,
  role: Role,
  refreshToken: string,
): IssuedTokens {
  const { token, expiresAt, expiresInSeconds } = accessTokens.issueToken({
    userId: session.userId,
    sessionId: session.id,
    securityEpoch: session.securityEpoch,
    role,
    scope: session.scope,
    sessionExpiresAt: session.expiresAt,
  });
  return {
    accessToken: token,
    tokenType: 'Bearer',
    expiresIn: expiresInSeconds,
    expiresAt,
    refreshToken,
    refreshExpiresAt: session.expiresAt,
    sessionId: session.id,
    scope: session.scope ?? roles.scopesOf(role),
  };
}
