import { type DataSource, MigrationExecutor } from 'typeorm';
import { StartupError, withWaitBudget } from '../../shared/index.js';
import { lockNamespace, migrationsLock } from './advisory-lock.js';
import { adoptFormerTable, readAppliedMigrations, updateFormerTable } from './migrations-table.js';
import { checkForeignTables, checkWritable } from './startup-checks.js';

/** The migrations of the database, as `cordon migrate status` prints them. */
export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Applied by a newer release. This release must not run on such a database. */
  readonly unknown: readonly string[];
}

/** Those that would end the wait for the lock, and the transaction that holds it. */
const timeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];

/** The time for waiting for the migrations of another instance, and for the own ones. */
const migrationMs = 60 * 60 * 1000;

/** Reads which migrations are applied. Changes nothing, not even in an empty database. */
export async function migrationStatus(dataSource: DataSource): Promise<MigrationStatus> {
  const applied = await readAppliedMigrations(dataSource);
  const known = dataSource.migrations.map((migration) => migration.name ?? '');
  return {
    applied: applied.filter((name) => known.includes(name)),
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * Applies the pending migrations in one transaction, one instance at a time, and returns their names. Throws
 * StartupError, without a change, when the database was migrated by a newer release or belongs to another
 * program.
 */
export function migrate(dataSource: DataSource): Promise<readonly string[]> {
  return withWaitBudget(migrationMs, () => migrateUnderLock(dataSource));
}

async function migrateUnderLock(dataSource: DataSource): Promise<readonly string[]> {
  // The lock needs a session of its own, because runMigrations opens another one. The embedded database has
  // only one session, and one process.
  const isEmbedded = dataSource.options.type === 'postgres' && dataSource.options.extra?.max === 1;
  const runner = isEmbedded ? null : dataSource.createQueryRunner();
  try {
    // The migrations of another instance may take longer than the timeout of normal statements.
    // A transaction holds the lock: a pooler in transaction mode would spread a session's over connections.
    await runner?.query('BEGIN');
    for (const timeout of timeouts) await runner?.query(`SET LOCAL ${timeout} = 0`);
    await runner?.query('SELECT pg_advisory_xact_lock($1, $2)', [lockNamespace, migrationsLock]);
    const status = await migrationStatus(dataSource);
    assertNotNewer(status);
    await checkForeignTables(dataSource, status);
    await adoptFormerTable(dataSource);
    const applied = await applyPending(dataSource);
    await updateFormerTable(dataSource);
    await checkWritable(dataSource, { pending: [] });
    return applied;
  } finally {
    await runner?.query('ROLLBACK').catch(() => {});
    await runner?.release();
  }
}

/** An index on a large table takes longer than statements usually may. A wait for a lock is still short. */
function applyPending(dataSource: DataSource): Promise<readonly string[]> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SET LOCAL statement_timeout = 0');
    const executor = new MigrationExecutor(dataSource, manager.queryRunner);
    executor.transaction = 'all';
    return (await executor.executePendingMigrations()).map(({ name }) => name);
  });
}

/** Throws StartupError when another release has migrated the database. */
export function assertUpToDate(status: MigrationStatus): void {
  assertNotNewer(status);
  if (status.pending.length === 0) return;
  throw new StartupError(
    'DATABASE_BEHIND',
    'The database has not been migrated to this release.',
    'Run `cordon migrate up` first.',
  );
}

/** Throws StartupError when a newer release has migrated the database. */
export function assertNotNewer({ unknown }: MigrationStatus): void {
  if (unknown.length === 0) return;
  throw new StartupError(
    'DATABASE_NEWER',
    `The database was migrated by a newer release of Cordon (${unknown.join(', ')}).`,
    'Start that release, or restore a backup.',
  );
}
