import type { DataSource } from 'typeorm';
import { migrations } from './migrations/index.js';

/** The table that lists the applied migrations. */
export const migrationsTable = 'cordon_migrations';

/**
 * The name that the table had before; other programs use it too. The previous release may start while this
 * one runs, so the table is copied and kept up to date until the next release removes it.
 */
const formerTable = 'migrations';

/** Returns the names of the applied migrations in their order. Changes nothing. */
export async function readAppliedMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const table = (await exists(dataSource, migrationsTable))
    ? migrationsTable
    : (await isFormerTableOurs(dataSource))
      ? formerTable
      : null;
  if (table === null) return [];
  const rows: { name: string }[] = await dataSource.query(`SELECT name FROM ${table} ORDER BY id`);
  return rows.map(({ name }) => name);
}

/** Creates the table, with the rows of its former name. Must run under the lock of the migrations. */
export async function adoptFormerTable(dataSource: DataSource): Promise<void> {
  if (await exists(dataSource, migrationsTable)) return;
  const isOurs = await isFormerTableOurs(dataSource);
  await dataSource.transaction(async (manager) => {
    await manager.query(`CREATE TABLE ${migrationsTable} (id serial CONSTRAINT cordon_migrations_pkey PRIMARY KEY,
      "timestamp" bigint NOT NULL, name character varying NOT NULL)`);
    if (isOurs) await manager.query(copyRows(formerTable, migrationsTable));
  });
}

/** Adds the new rows to the former table, so that the previous release knows what was applied. */
export async function updateFormerTable(dataSource: DataSource): Promise<void> {
  if (await isFormerTableOurs(dataSource)) await dataSource.query(copyRows(migrationsTable, formerTable));
}

function copyRows(from: string, to: string): string {
  return `INSERT INTO ${to} ("timestamp", name) SELECT "timestamp", name FROM ${from} AS source
    WHERE NOT EXISTS (SELECT FROM ${to} AS copy WHERE copy.name = source.name) ORDER BY source.id`;
}

async function exists(dataSource: DataSource, table: string): Promise<boolean> {
  const [{ found }] = await dataSource.query('SELECT to_regclass($1) IS NOT NULL AS found', [table]);
  return found;
}

/** Returns true when the former table lists the first migration of Cordon. */
async function isFormerTableOurs(dataSource: DataSource): Promise<boolean> {
  const [{ columns }] = await dataSource.query(
    `SELECT count(*)::int AS columns FROM pg_catalog.pg_attribute
     WHERE attrelid = to_regclass($1) AND attname IN ('id', 'timestamp', 'name') AND NOT attisdropped`,
    [formerTable],
  );
  if (columns !== 3) return false;
  const rows: unknown[] = await dataSource.query(`SELECT FROM ${formerTable} WHERE name::text = $1 LIMIT 1`, [
    migrations[0]?.name,
  ]);
  return rows.length > 0;
}
