import type { EntityManager } from 'typeorm';
import type { Reader, Transaction } from '../../shared/index.js';

/** TypeORM's manager behind a reader or a transaction; for storage files only. */
export function entityManager(reader: Reader): EntityManager {
  // Every Reader is made by the two functions below, and nowhere else.
  return reader as unknown as EntityManager;
}

/** Hands a manager that is outside any transaction to the domain. */
export function asReader(manager: EntityManager): Reader {
  return manager as unknown as Reader;
}

/** Hands a manager that is inside a transaction to the domain. */
export function asTransaction(manager: EntityManager): Transaction {
  return manager as unknown as Transaction;
}
