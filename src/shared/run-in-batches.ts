import type { Transaction, Transactions } from './transaction.js';

/** Few enough that no transaction holds its rows for long. */
const batchSize = 200;

/**
 * Repeats the work, each time in a transaction of its own, until it finds less than it may take; the work answers how much it found.
 * Whatever was taken before a failure stays taken.
 */
export async function runInBatches(
  transactions: Transactions,
  work: (transaction: Transaction, mostRows: number) => Promise<number>,
): Promise<void> {
  let found: number;
  do {
    found = await transactions.run((transaction) => work(transaction, batchSize));
  } while (found >= batchSize);
}
