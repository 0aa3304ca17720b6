import type { Transaction } from '../kernel/index.js';

const deferred = new WeakSet<Transaction>();

/**
 * The part of a SELECT list that lets this transaction's COMMIT return before the disk has it, so that its locks are free at once. Only for who also
 * calls `flushAfterCommit`: nobody is answered before the disk has it.
 */
export const commitBeforeFlush = `set_config('synchronous_commit', 'off', true)`;

/** Has the runner of transactions wait, after the COMMIT and before it answers, until the disk has it: many at once wait for one write. */
export function flushAfterCommit(transaction: Transaction): void {
  deferred.add(transaction);
}

/** True when the transaction asked for it. */
export function needsFlush(transaction: Transaction): boolean {
  return deferred.has(transaction);
}

/**
 * A transaction of its own that writes next to nothing and waits for the disk as the server is configured to: whatever was committed before lies
 * before it in the log of Postgres, so it is there too (and on the standby, where one is waited for).
 */
export const flushStatement = `SELECT pg_logical_emit_message(true, 'cordon', '')`;
