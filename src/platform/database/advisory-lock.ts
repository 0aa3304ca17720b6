import type { Transaction } from '../../shared/index.js';
import { entityManager } from './entity-manager.js';

/** What only one transaction of all instances may do at a time. The numbers are Cordon's own and never change their meaning. */
const lockNumbers = { migrations: 1, 'first-administrator': 2, administrators: 3, keys: 4 } as const;

/** A thing that is done by one at a time. */
export type LockName = 'first-administrator' | 'administrators' | 'keys';

/** The first half of every advisory lock of Cordon ("cord" in ASCII), so that a database shared with others does not collide. */
export const lockNamespace = 0x636f7264;

/** The lock around migrations; taken for a session, not a transaction. */
export const migrationsLock: number = lockNumbers.migrations;

/** Waits until no other transaction holds the lock, then holds it to the end of this one (pg_advisory_xact_lock). */
export async function advisoryLock(transaction: Transaction, name: LockName): Promise<void> {
  await entityManager(transaction).query('SELECT pg_advisory_xact_lock($1, $2)', [
    lockNamespace,
    lockNumbers[name],
  ]);
}
