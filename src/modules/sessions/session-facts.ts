import type { SessionId, UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';

/**
 * What is asked at each request: a session and its owner as they are, at one moment. Times are facts, not verdicts: whether they have passed
 * is judged by the clock each time.
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

/** Looks the facts up; refuses with SERVICE_UNAVAILABLE when the database cannot be asked. */
export interface SessionFactsSource {
  find(sessionId: SessionId): Promise<SessionFacts | null>;
}

/** Remembers facts for as long as nobody has said that they changed. */
export interface CachedSessionFacts extends SessionFactsSource {
  /** The facts, when they are as good as asked for now; null otherwise. They may let somebody in; only `find` may turn somebody away. */
  findCached(sessionId: SessionId): SessionFacts | null;
}
