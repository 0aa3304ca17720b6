import type { Transaction } from '../../shared/index.js';

type Work = () => Promise<void>;

/** The work of each transaction in progress that was started by `Transactions`. */
const pending = new WeakMap<Transaction, Work[]>();

/**
 * Runs the work in the same transaction after all other work, just before COMMIT, in the order of the calls.
 * When it throws, the transaction is rolled back. For work that must take its lock last. Throws at once when
 * the transaction was not started by `Transactions` or has ended.
 */
export function beforeCommit(transaction: Transaction, work: Work): void {
  const callbacks = pending.get(transaction);
  if (callbacks === undefined) throw new Error('the transaction cannot run work before its commit');
  callbacks.push(work);
}

/** Runs the work of the transaction, then the work of `beforeCommit`, which may add more. */
export async function withBeforeCommit<T>(
  transaction: Transaction,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const callbacks: Work[] = [];
  pending.set(transaction, callbacks);
  try {
    const result = await work(transaction);
    for (const callback of callbacks) await callback();
    return result;
  } finally {
    pending.delete(transaction);
  }
}
