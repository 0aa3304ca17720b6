import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

/**
 * The number of rows of each table and a digest of them; equal exactly when no row was added, changed or
 * removed.
 */
export type DatabaseSnapshot = Readonly<
  Partial<Record<string, { readonly rows: number; readonly digest: string }>>
>;

type Query = (statement: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

export function snapshotServerDatabase(url: string): Promise<DatabaseSnapshot> {
  return queryServerDatabase(url, snapshot);
}

/**
 * Reads the embedded database of a data folder from a copy, as a crash would leave it. Returns {} when there
 * is none.
 */
export async function snapshotEmbeddedDatabase(dataFolder: string): Promise<DatabaseSnapshot> {
  if (!existsSync(join(dataFolder, 'database'))) return {};
  const copy = mkdtempSync(join(tmpdir(), 'cordon-copy-'));
  try {
    cpSync(join(dataFolder, 'database'), copy, { recursive: true });
    return await queryEmbeddedDatabase(copy, snapshot);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

export async function queryServerDatabase<T>(url: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async (statement) => (await client.query(statement)).rows);
  } finally {
    await client.end();
  }
}

/** Opens an embedded database that no other process has open. */
export async function queryEmbeddedDatabase<T>(
  folder: string,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const pglite = new PGlite(folder);
  try {
    return await work(async (statement) => (await pglite.query<Record<string, unknown>>(statement)).rows);
  } finally {
    await pglite.close();
  }
}

async function snapshot(query: Query): Promise<DatabaseSnapshot> {
  const tables = await query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  const found: [string, { rows: number; digest: string }][] = [];
  for (const { name } of tables) {
    const [row] = await query(
      `SELECT count(*)::int AS rows, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM "${name}" t`,
    );
    found.push([String(name), { rows: Number(row?.['rows']), digest: String(row?.['digest']) }]);
  }
  return Object.fromEntries(found);
}
