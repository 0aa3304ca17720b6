import type { Transaction } from '../../shared/index.js';
import { entityManager } from './entity-manager.js';

/** Work that only one transaction of all instances may do at a time. A number never changes its meaning. */
const lockNumbers = {
  migrations: 1,
  'first-administrator': 2,
  administrators: 3,
  keys: 4,
  'audit-removal': 5,
} as const;

export type LockName = Exclude<keyof typeof lockNumbers, 'migrations'>;

/**
 * The first key of every advisory lock ("cord" in ASCII), so that locks of other programs in the database do
 * not collide.
 */
export const lockNamespace = 0x636f7264;

/** The lock of the migrations, taken by a transaction of its own. */
export const migrationsLock: number = lockNumbers.migrations;

/** Acquires the lock until the end of the transaction (pg_advisory_xact_lock). */
export async function advisoryLock(transaction: Transaction, name: LockName): Promise<void> {
  await entityManager(transaction).query('SELECT pg_advisory_xact_lock($1, $2)', [
    lockNamespace,
    lockNumbers[name],
  ]);
}
