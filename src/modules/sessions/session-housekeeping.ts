import {
  addSeconds,
  type Clock,
  type Reader,
  runInBatches,
  type SessionId,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';

/** Removes sessions with their refresh tokens, skipping locked rows. */
export interface SessionRemoval {
  /** Returns sessions that ended or expired before this moment, at most `limit`. */
  findExpired(reader: Reader, before: Date, limit: number): Promise<readonly SessionId[]>;
  /** Removes those of the sessions that ended or expired before this moment. Returns the number removed. */
  removeExpired(transaction: Transaction, before: Date, ids: readonly SessionId[]): Promise<number>;
  /**
   * Removes sessions of deleted users, whose addresses and devices must not be kept; at most `maxRows`.
   * Returns the number removed.
   */
  removeOfDeletedUsers(transaction: Transaction, maxRows: number): Promise<number>;
}

export interface SessionHousekeepingDependencies {
  readonly removal: SessionRemoval;
  /**
   * How long an ended or expired session is kept, so that a returning client learns the reason. Refresh
   * tokens, including used ones, are removed with their session and never before: the victim of a theft may
   * return after weeks, and the used token must still end the session that the thief keeps alive (RFC 9700
   * section 4.14.2).
   */
  readonly retentionDays: number;
  readonly clock: Clock;
}

/** As many as one search returns: each search may read a large part of the table. */
const searchSize = 10_000;

export function createSessionHousekeeping({
  removal,
  retentionDays,
  clock,
}: SessionHousekeepingDependencies): (transactions: Transactions) => Promise<void> {
  return async (transactions) => {
    const before = addSeconds(clock.now(), -retentionDays * 86_400);
    let removed: number;
    do {
      removed = 0;
      const found = [...(await removal.findExpired(transactions.reader, before, searchSize))];
      await runInBatches(transactions, async (transaction, maxRows) => {
        const batch = found.splice(0, maxRows);
        if (batch.length > 0) removed += await removal.removeExpired(transaction, before, batch);
        return batch.length;
      });
      // Fewer: the search has found the last ones, or others are locked and are left to the next run.
    } while (removed === searchSize);
    await runInBatches(transactions, removal.removeOfDeletedUsers);
  };
}
