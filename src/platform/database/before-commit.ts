import type { Transaction } from '../../shared/index.js';

type Work = () => Promise<void>;

/** The work of each transaction in progress; one that was not begun by `Transactions` has no place to put any. */
const pending = new WeakMap<Transaction, Work[]>();

/**
 * Does the work in the same transaction, after everything else in it and just before its COMMIT, in the order of asking; when it throws, all is
 * rolled back. For what must take its lock last. Throws at once for a transaction in which it would never be done.
 */
export function beforeCommit(transaction: Transaction, work: Work): void {
  const works = pending.get(transaction);
  if (works === undefined) throw new Error('this transaction ends without doing what was to be done before');
  works.push(work);
}

/** Runs the transaction's own work, then all that was asked to come last, which may ask for more. */
export async function withBeforeCommit<T>(
  transaction: Transaction,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const works: Work[] = [];
  pending.set(transaction, works);
  try {
    const result = await work(transaction);
    for (const last of works) await last();
    return result;
  } finally {
    pending.delete(transaction);
  }
}
