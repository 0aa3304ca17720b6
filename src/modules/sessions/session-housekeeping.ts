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
  /**
   * Returns sessions that may have ended or expired before this moment, at most `limit`: all that have, those
   * of deleted users, and those that a refresh has extended since they were last found.
   */
  findDue(reader: Reader, before: Date, limit: number): Promise<readonly SessionId[]>;
  /**
   * Removes those of the sessions that ended or expired before this moment or whose user is deleted, so that
   * their addresses and devices are not kept, and postpones the others until they expire. Returns the number
   * of both; those that are locked remain due.
   */
  removeOrPostpone(transaction: Transaction, before: Date, ids: readonly SessionId[]): Promise<number>;
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

/** The most sessions of one search. */
const searchSize = 10_000;

export function createSessionHousekeeping({
  removal,
  retentionDays,
  clock,
}: SessionHousekeepingDependencies): (transactions: Transactions) => Promise<void> {
  return async (transactions) => {
    const before = addSeconds(clock.now(), -retentionDays * 86_400);
    let hasMore: boolean;
    do {
      const found = [...(await removal.findDue(transactions.reader, before, searchSize))];
      const isFull = found.length === searchSize;
      let processed = 0;
      await runInBatches(transactions, async (transaction, maxRows) => {
        const batch = found.splice(0, maxRows);
        if (batch.length > 0) processed += await removal.removeOrPostpone(transaction, before, batch);
        return batch.length;
      });
      // Nothing processed: all are locked, and are left to the next run.
      hasMore = isFull && processed > 0;
    } while (hasMore);
  };
}
