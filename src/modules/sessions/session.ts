import type { SessionId, UserId } from '../../shared/index.js';

/** When and why a session ended. */
export interface SessionEnd {
  readonly at: Date;
  /** For operators: LOGOUT, REVOKED, REFRESH_TOKEN_REUSED, or the event type of the change that ended it. */
  readonly reason: string;
}

/** A signed-in device of a user, and the family of its refresh tokens. Contains no secret. */
export interface Session {
  readonly id: SessionId;
  readonly userId: UserId;
  /** The user's security epoch at the start. The session is invalid once the user has another one. */
  readonly securityEpoch: number;
  /** Null when not narrowed at login. */
  readonly scope: readonly string[] | null;
  /** How the user signed in: names of RFC 8176. Empty when the server started the session by itself. */
  readonly authMethods: readonly string[];
  readonly deviceName: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  /** When a password or another factor was last verified in it. */
  readonly authenticatedAt: Date;
  /** When it was started or last refreshed. */
  readonly lastUsedAt: Date;
  /** When it expires unless refreshed before; never later than `absoluteExpiresAt`. */
  readonly expiresAt: Date;
  readonly absoluteExpiresAt: Date;
  readonly end: SessionEnd | null;
}

/** How a session was started. */
export interface SignIn {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** True when the user has an earlier session from the same address and program. */
  readonly isFamiliar: boolean;
}

/**
 * Returns 2 for a session in which a second factor was proven too, otherwise 1. RFC 8176 names that `mfa`.
 */
export function assuranceOf({ authMethods }: Pick<Session, 'authMethods'>): number {
  return authMethods.includes('mfa') ? 2 : 1;
}

/**
 * Returns the methods after a further proof. Codes alone are one factor: they add `mfa` only to a session in
 * which something else was proven.
 */
export function addAuthMethods(current: readonly string[], proven: readonly string[]): readonly string[] {
  const all = [...new Set([...current, ...proven])];
  const hasOtherFactor = all.some((method) => method !== 'otp' && method !== 'mfa');
  return hasOtherFactor ? all : all.filter((method) => method !== 'mfa');
}

/**
 * Returns true while the session itself has neither ended nor expired. The user's status is checked
 * separately.
 */
export function isActive(session: Session, now: Date): boolean {
  return session.end === null && now < session.expiresAt;
}
