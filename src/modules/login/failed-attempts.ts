import {
  type Clock,
  createRecentlySeenSet,
  type DomainEvent,
  type EventPublisher,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';

/** What the log is told beyond what the caller is: why a wrong answer was wrong. */
export type FailureReason =
  | 'UNKNOWN_NAME'
  | 'NO_PASSWORD'
  | 'WRONG_PASSWORD'
  /** Right when it was compared, and changed before it could be used. */
  | 'CHANGED_MEANWHILE';

/** An attempt that did not get anybody in. */
export interface FailedAttempt {
  /** Whom it was about; null for a name that nobody has. */
  readonly subjectId: UserId | null;
  /** Who proved their own password again; null for somebody who is not signed in. */
  readonly caller: CurrentUser | null;
  /** A code, never what was typed. */
  readonly reason: string;
}

/**
 * Writes failed attempts down, each in a transaction of its own and with the same statements whatever failed. What cannot be written is thrown:
 * an attempt that nobody would ever see gets no answer about the password.
 */
export interface FailedAttempts {
  recordFailedAttempt(attempt: FailedAttempt): Promise<void>;
  /**
   * An attempt that was not made: it costs whoever sends it nothing, so it is written down once a minute (by each instance) for the same reason and
   * `countedOn`, however many there are. What could not be written is news again.
   */
  recordThrottledAttempt(attempt: FailedAttempt, countedOn: string): Promise<void>;
}

/** Makes the writer. */
export function createFailedAttempts(dependencies: {
  readonly transactions: Transactions;
  readonly events: EventPublisher;
  readonly clock: Clock;
}): FailedAttempts {
  const { transactions, events, clock } = dependencies;
  const recentlySeen = createRecentlySeenSet(clock);
  const publishFailure = (
    type: DomainEvent['type'],
    { subjectId, caller, reason }: FailedAttempt,
  ): Promise<void> =>
    transactions.run((transaction) =>
      events.publish(transaction, {
        type,
        occurredAt: clock.now(),
        actor: caller === null ? { type: 'ANONYMOUS' } : { type: 'USER', id: caller.id },
        subjectId,
        outcome: 'FAILURE',
        reason,
        ...(caller === null ? {} : { sessionId: caller.sessionId }),
      }),
    );
  return {
    recordFailedAttempt: (attempt) => publishFailure('login.failed', attempt),
    recordThrottledAttempt: async (attempt, countedOn) => {
      const key = `${attempt.reason} ${countedOn}`;
      if (!recentlySeen.addIfUnseen(key)) return;
      try {
        await publishFailure('login.throttled', attempt);
      } catch (error) {
        recentlySeen.forget(key);
        throw error;
      }
    },
  };
}
