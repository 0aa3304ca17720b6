import {
  addSeconds,
  type Clock,
  runInBatches,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';

/**
 * How long a session that is over is kept: a client that returns within the month is told what became of it, and the operator can look.
 * Refresh tokens, used ones too, go with their session and never before it: the victim of a thief may come back after weeks, and their used
 * token must still end the session that the thief keeps alive (RFC 9700 section 4.14.2).
 */
export const retentionSeconds: number = 30 * 86_400;

/** Removes sessions with their refresh tokens; at most so many at once, passing over those that somebody holds. Answers how many went. */
export interface SessionRemoval {
  /** Those that ended, or were over by time, before this moment. */
  removeExpired(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
  /** Those of deleted users, whatever became of them: addresses and devices of who has left are nobody's business. */
  removeOfDeletedUsers(transaction: Transaction, maxRows: number): Promise<number>;
}

/** Makes the module's sweep. */
export function createSessionHousekeeping(
  removal: SessionRemoval,
  clock: Clock,
): (transactions: Transactions) => Promise<void> {
  return async (transactions) => {
    const before = addSeconds(clock.now(), -retentionSeconds);
    await runInBatches(transactions, (transaction, most) => removal.removeExpired(transaction, before, most));
    await runInBatches(transactions, removal.removeOfDeletedUsers);
  };
}
