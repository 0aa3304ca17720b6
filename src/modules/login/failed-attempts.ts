import {
  type Clock,
  createRecentlySeenSet,
  type DomainEvent,
  type EventPublisher,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';

/** Why an attempt failed: for the audit log only, never for the caller. */
export type FailureReason =
  | 'UNKNOWN_NAME'
  | 'NO_PASSWORD'
  | 'WRONG_PASSWORD'
  /** The password was right when it was compared, and was changed before it could be used. */
  | 'CHANGED_MEANWHILE';

/** An attempt that failed or was throttled. */
export interface FailedAttempt {
  /** The user that was named; null when there is none. */
  readonly subjectId: UserId | null;
  /** The signed-in user who gave their own password; null for a login. */
  readonly caller: CurrentUser | null;
  /** A code, never the text that was entered. */
  readonly reason: string;
}

/**
 * Records failed attempts, each in its own transaction and with the same statements for every reason. Errors
 * of the transaction are thrown: an attempt that cannot be recorded returns nothing about the password.
 */
export interface FailedAttempts {
  recordFailedAttempt(attempt: FailedAttempt): Promise<void>;
  /**
   * Records an attempt that was rejected before the password was compared. Such attempts cost the sender
   * nothing, so each instance records one per minute for the same reason and `countedOn`. An attempt that
   * could not be recorded does not count as recorded.
   */
  recordThrottledAttempt(attempt: FailedAttempt, countedOn: string): Promise<void>;
}

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
      events.publishEvent(transaction, {
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
