import type { Transaction } from '../../shared/index.js';

type Work = () => Promise<void>;

/** What a transaction in progress waits for before its commit. */
interface Pending {
  readonly callbacks: Work[];
  readonly running: Promise<void>[];
  /** The first failure of work that runs beside the rest. */
  failure: { readonly error: unknown } | null;
}

/** The work of each transaction in progress that was started by `Transactions`. */
const pending = new WeakMap<Transaction, Pending>();

/**
 * Runs the work in the same transaction after all other work, just before COMMIT, in the order of the calls.
 * When it throws, the transaction is rolled back. For work that must take its lock last. Throws at once when
 * the transaction was not started by `Transactions` or has ended.
 */
export function beforeCommit(transaction: Transaction, work: Work): void {
  pendingOf(transaction).callbacks.push(work);
}

/**
 * Lets COMMIT wait for work in the same transaction that was started and runs beside the rest, so that its
 * statements cost no round trips of their own. When it fails, the transaction is rolled back and rejects with
 * its error instead of those that follow from it. Throws as `beforeCommit` does.
 */
export function awaitBeforeCommit(transaction: Transaction, work: Promise<void>): void {
  const entry = pendingOf(transaction);
  work.catch((error: unknown) => {
    entry.failure ??= { error };
  });
  entry.running.push(work);
}

function pendingOf(transaction: Transaction): Pending {
  const entry = pending.get(transaction);
  if (entry === undefined) throw new Error('the transaction cannot run work before its commit');
  return entry;
}

/** Runs the work of the transaction, then what it has registered here, which may register more. */
export async function withBeforeCommit<T>(
  transaction: Transaction,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const entry: Pending = { callbacks: [], running: [], failure: null };
  pending.set(transaction, entry);
  try {
    const result = await work(transaction);
    await settle(entry);
    return result;
  } catch (error) {
    throw entry.failure === null ? error : entry.failure.error;
  } finally {
    pending.delete(transaction);
  }
}

/** The callbacks first: their statements follow those of the running work in the same round trip. */
async function settle({ callbacks, running }: Pending): Promise<void> {
  while (callbacks.length + running.length > 0) await (callbacks.shift()?.() ?? running.shift());
}
