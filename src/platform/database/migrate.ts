import type { DataSource } from 'typeorm';
import { StartupError } from '../../shared/index.js';
import { lockNamespace, migrationsLock } from './advisory-lock.js';

/** What `cordon migrate status` tells. */
export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Applied by a newer release; this one must not run on such a database. */
  readonly unknown: readonly string[];
}

const table = 'migrations';

/** Reads which migrations the database has; changes nothing, not even on an empty database. */
export async function migrationStatus(dataSource: DataSource): Promise<MigrationStatus> {
  const [{ found }] = await dataSource.query(`SELECT to_regclass('${table}') IS NOT NULL AS found`);
  const rows: { name: string }[] = found
    ? await dataSource.query(`SELECT name FROM ${table} ORDER BY id`)
    : [];
  const applied = rows.map((row) => row.name);
  const known = dataSource.migrations.map((migration) => migration.name ?? '');
  return {
    applied: applied.filter((name) => known.includes(name)),
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * Brings the database to this release, all in one transaction, one instance at a time; answers the names applied. A database of a newer release is
 * refused with a StartupError and left as it is.
 */
export async function migrate(dataSource: DataSource): Promise<readonly string[]> {
  // The lock lives in a session of its own: runMigrations opens another, and the embedded database has only one.
  const isEmbedded = dataSource.options.type === 'postgres' && dataSource.options.extra?.max === 1;
  const runner = isEmbedded ? null : dataSource.createQueryRunner();
  try {
    // Another instance's migrations may take longer than any statement of ours normally may.
    await runner?.query('SET statement_timeout = 0');
    await runner?.query('SELECT pg_advisory_lock($1, $2)', [lockNamespace, migrationsLock]);
    assertNotNewer(await migrationStatus(dataSource));
    const applied = await dataSource.runMigrations({ transaction: 'all' });
    return applied.map((migration) => migration.name);
  } finally {
    await runner?.query('SELECT pg_advisory_unlock($1, $2)', [lockNamespace, migrationsLock]).catch(() => {});
    await runner?.query('RESET statement_timeout').catch(() => {});
    await runner?.release();
  }
}

/** Refuses with a StartupError a database that a newer release has migrated: this one does not know what it would break. */
export function assertNotNewer({ unknown }: MigrationStatus): void {
  if (unknown.length === 0) return;
  throw new StartupError(
    'DATABASE_NEWER',
    `The database was migrated by a newer release of Cordon (${unknown.join(', ')}).`,
    'Start that release, or restore a backup.',
  );
}
