import type { PoolClient } from 'pg';
import { QueryFailedError } from 'typeorm';
import type { Transaction } from '../../shared/index.js';
import { entityManager } from './entity-manager.js';

/** A value that the driver can send in any case: one that it could not would be missing from the pipeline. */
export type SentValue = string | number | boolean | Date | Buffer | null | readonly string[];

/** The writes of each transaction in progress whose results have not been awaited. */
const pending = new WeakMap<Transaction, Promise<unknown>[]>();

/**
 * Sends a write whose result nothing depends on, without waiting for it: the next statement, or COMMIT,
 * follows in the same round trip. When it fails, Postgres refuses all later statements of the transaction,
 * turns its COMMIT into a rollback, and the transaction rejects with the error of the write. Throws at once
 * when nothing was sent.
 */
export function sendWrite(transaction: Transaction, statement: string, values: readonly SentValue[]): void {
  const writes = pending.get(transaction);
  const { queryRunner, dataSource } = entityManager(transaction);
  if (writes === undefined || queryRunner == null) throw new Error('the transaction cannot send a write');
  dataSource.logger.logQuery(statement, [...values], queryRunner);
  // Connected since START TRANSACTION. TypeORM's own method sends the statement later than it is called.
  const { databaseConnection } = queryRunner as unknown as { readonly databaseConnection: PoolClient };
  const answer = databaseConnection.query(statement, [...values]).catch((error: Error) => {
    throw new QueryFailedError(statement, [...values], error);
  });
  answer.catch(() => {});
  writes.push(answer);
}

/** Runs the transaction, and throws the error of a write that failed instead of those that follow from it. */
export async function withSentWrites<T>(run: (writes: Promise<unknown>[]) => Promise<T>): Promise<T> {
  const writes: Promise<unknown>[] = [];
  const [outcome] = await Promise.allSettled([run(writes)]);
  // Settled: COMMIT and ROLLBACK are answered after them.
  await Promise.all(writes);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** Collects what the work sends with `sendWrite` in `writes`. */
export async function collectSentWrites<T>(
  transaction: Transaction,
  writes: Promise<unknown>[],
  work: () => Promise<T>,
): Promise<T> {
  pending.set(transaction, writes);
  try {
    return await work();
  } finally {
    pending.delete(transaction);
  }
}
