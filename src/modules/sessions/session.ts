import type { SessionId, UserId } from '../../shared/index.js';

/** How a session came to its end. */
export interface SessionEnd {
  readonly at: Date;
  /** For the operator's eyes: LOGOUT, REVOKED, REFRESH_TOKEN_REUSED, or the name of the change that ended it. */
  readonly reason: string;
}

/** A device on which a user is signed in; the family that its refresh tokens form. Carries no secret. */
export interface Session {
  readonly id: SessionId;
  readonly userId: UserId;
  /** The user's security epoch at its start; once theirs is another, the session is over. */
  readonly securityEpoch: number;
  /** Null: not narrowed at login. */
  readonly scope: readonly string[] | null;
  readonly authMethods: readonly string[];
  readonly deviceName: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  /** When a password (or a factor) was last proven in it. */
  readonly authenticatedAt: Date;
  /** When it was last started or refreshed. */
  readonly lastUsedAt: Date;
  /** When it is over unless refreshed before; never later than `absoluteExpiresAt`. */
  readonly expiresAt: Date;
  readonly absoluteExpiresAt: Date;
  readonly end: SessionEnd | null;
}

/** True while the session can be used and refreshed, as far as its own row tells. */
export function isActive(session: Session, now: Date): boolean {
  return session.end === null && now < session.expiresAt;
}
