import type { EntityManager } from 'typeorm';
import type { Reader, Transaction } from '../../shared/index.js';

/** Returns the TypeORM manager of a reader or a transaction; for storage files only. */
export function entityManager(reader: Reader): EntityManager {
  // Every Reader is created by one of the two functions below.
  return reader as unknown as EntityManager;
}

/** Wraps a manager that is outside any transaction. */
export function asReader(manager: EntityManager): Reader {
  return manager as unknown as Reader;
}

/** Wraps a manager that is inside a transaction. */
export function asTransaction(manager: EntityManager): Transaction {
  return manager as unknown as Transaction;
}
