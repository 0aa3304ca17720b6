import {
  addSeconds,
  type Clock,
  runInBatches,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';

/**
 * How long an ended or expired session is kept, so that a returning client learns the reason. Refresh tokens,
 * including used ones, are removed with their session and never before: the victim of a theft may return
 * after weeks, and the used token must still end the session that the thief keeps alive (RFC 9700 section
 * 4.14.2).
 */
export const retentionSeconds: number = 30 * 86_400;

/**
 * Removes sessions with their refresh tokens, at most `maxRows`, skipping locked rows. Returns the number
 * removed.
 */
export interface SessionRemoval {
  /** Removes sessions that ended or expired before this moment. */
  removeExpired(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
  /** Removes all sessions of deleted users, whose addresses and devices must not be kept. */
  removeOfDeletedUsers(transaction: Transaction, maxRows: number): Promise<number>;
}

export function createSessionHousekeeping(
  removal: SessionRemoval,
  clock: Clock,
): (transactions: Transactions) => Promise<void> {
  return async (transactions) => {
    const before = addSeconds(clock.now(), -retentionSeconds);
    await runInBatches(transactions, (transaction, maxRows) =>
      removal.removeExpired(transaction, before, maxRows),
    );
    await runInBatches(transactions, removal.removeOfDeletedUsers);
  };
}
