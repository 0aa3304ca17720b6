import type { SessionId, UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';

/**
 * What every request is checked against: a session and its user at one moment. Whether a time has passed is
 * decided by the clock for each request.
 */
export interface SessionFacts {
  readonly userId: UserId;
  readonly role: Role;
  readonly userEpoch: number;
  readonly disabledAt: Date | null;
  readonly disabledUntil: Date | null;
  readonly deletedAt: Date | null;
  readonly sessionEpoch: number;
  readonly authenticatedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
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
