import type { SessionId } from '../../shared/index.js';
import { type Role, scopesOf } from '../access/index.js';
import type { AccessTokens } from '../tokens/index.js';
import type { Session } from './session.js';

/** What a client is given when a session starts and at each refresh; the schema's TokenPair. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
  readonly expiresAt: Date;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
  readonly sessionId: SessionId;
  /** What the session was narrowed to, else all that the role has. */
  readonly scope: readonly string[];
}

/** The tokens as a client's answer shows them: without the refresh token when a cookie carries it. */
export interface DeliveredTokens extends Omit<IssuedTokens, 'refreshToken'> {
  readonly refreshToken: string | null;
}

/** Signs an access token for the session and puts the refresh token beside it. */
export function issueTokens(
  accessTokens: AccessTokens,
  session: Pick<Session, 'id' | 'userId' | 'securityEpoch' | 'scope' | 'expiresAt'>,
  role: Role,
  refreshToken: string,
): IssuedTokens {
  const { token, expiresAt, expiresInSeconds } = accessTokens.issue({
    userId: session.userId,
    sessionId: session.id,
    securityEpoch: session.securityEpoch,
    role,
    scope: session.scope,
  });
  return {
    accessToken: token,
    tokenType: 'Bearer',
    expiresIn: expiresInSeconds,
    expiresAt,
    refreshToken,
    refreshExpiresAt: session.expiresAt,
    sessionId: session.id,
    scope: session.scope ?? scopesOf(role),
  };
}
