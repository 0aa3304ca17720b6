import type { SessionId, UserId } from '../../shared/index.js';
import {
  type AuthenticationFailure,
  isDisabled,
  type Role,
  type Roles,
  type UserRow,
} from '../access/index.js';
import { assuranceOf } from './session.js';

/**
 * What every request is checked against: a session and its user at one moment. Whether a time has passed is
 * decided by the clock for each request.
 */
export interface SessionFacts {
  readonly userId: UserId;
  /** As stored: it need not be declared. */
  readonly role: Role;
  readonly userEpoch: number;
  readonly disabledAt: Date | null;
  readonly disabledUntil: Date | null;
  readonly deletedAt: Date | null;
  readonly sessionEpoch: number;
  readonly authenticatedAt: Date;
  readonly authMethods: readonly string[];
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  /** What `me` shows of the user, so that it needs no statement of its own. */
  readonly userRow: UserRow;
}

/**
 * Returns why a session of this user authenticates nobody; null when it does. Checked in the order of
 * `authenticationFailures`, so that a client learns the cause and not its consequence.
 */
export function findSessionFailure(
  facts: SessionFacts | null,
  userId: UserId,
  roles: Roles,
  now: Date,
): AuthenticationFailure | null {
  // Sessions are removed with their user, or long after their end.
  if (facts === null) return 'SESSION_REVOKED';
  if (facts.userId !== userId) return 'TOKEN_INVALID';
  if (facts.deletedAt !== null) return 'SESSION_REVOKED';
  if (isDisabled(facts, now) || !roles.admits(facts.role)) return 'ACCOUNT_DISABLED';
  if (facts.endedAt !== null) return 'SESSION_REVOKED';
  if (facts.expiresAt <= now) return 'SESSION_EXPIRED';
  return facts.sessionEpoch === facts.userEpoch ? null : 'EPOCH_STALE';
}

/** Returns true while the role requires a second factor that the session has not proven. */
export function mustProveSecondFactor(roles: Roles, facts: SessionFacts): boolean {
  return roles.requiresSecondFactor(facts.role) && assuranceOf(facts) < 2;
}

export interface SessionFactsSource {
  /** Returns null for an unknown session. Throws SERVICE_UNAVAILABLE when the database cannot be reached. */
  find(sessionId: SessionId): Promise<SessionFacts | null>;
}

export interface CachedSessionFacts extends SessionFactsSource {
  /**
   * Returns cached facts without a pending invalidation, otherwise null. They may accept a request; only
   * `find` may reject one.
   */
  findCached(sessionId: SessionId): SessionFacts | null;
}
