import type { Transaction } from '../../shared/index.js';

type Callback = () => void;

/** The callbacks of each transaction in progress that was started by `Transactions`. */
const pending = new WeakMap<Transaction, Callback[]>();

/**
 * Calls back once the transaction is committed, in the order of the calls; never after a rollback. The
 * callback must not throw, and the caller of the transaction does not wait for what it starts. Throws at once
 * when the transaction was not started by `Transactions` or has ended.
 */
export function afterCommit(transaction: Transaction, callback: Callback): void {
  const callbacks = pending.get(transaction);
  if (callbacks === undefined) throw new Error('the transaction cannot call back after its commit');
  callbacks.push(callback);
}

/**
 * Runs the work and adds what it registers with `afterCommit` to `committed`, which the caller calls after
 * the commit.
 */
export async function withAfterCommit<T>(
  transaction: Transaction,
  committed: Callback[],
  work: () => Promise<T>,
): Promise<T> {
  pending.set(transaction, committed);
  try {
    return await work();
  } finally {
    pending.delete(transaction);
  }
}
