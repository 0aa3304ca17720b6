import type { Transaction } from '../../shared/index.js';

type Work = () => Promise<void>;

/** The work of each transaction in progress; one that was not begun by `Transactions` has no place to put any. */
const pending = new WeakMap<Transaction, Work[]>();

/**
 * Does the work in the same transaction, after everything else in it and just before its COMMIT, in the order of asking; when it throws, all is
 * rolled back. For what must take its lock last. Throws at once for a transaction in which it would never be done.
 */
export function beforeCommit(transaction: Transaction, work: Work): void {
  const callbacks = pending.get(transaction);
  if (callbacks === undefined)
    throw new Error('this transaction ends without doing what was to be done before');
  callbacks.push(work);
}

/** Runs the transaction's own work, then all that was asked to come last, which may ask for more. */
export async function withBeforeCommit<T>(
  transaction: Transaction,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const callbacks: Work[] = [];
  pending.set(transaction, callbacks);
  try {
    const result = await work(transaction);
    for (const last of callbacks) await last();
    return result;
  } finally {
    pending.delete(transaction);
  }
}
