import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

/** How many rows each table has, and a digest of them: equal exactly when nothing was added, changed or lost. */
export type DatabaseSnapshot = Readonly<
  Partial<Record<string, { readonly rows: number; readonly digest: string }>>
>;

type Query = (statement: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Asks a server's database. */
export function snapshotServerDatabase(url: string): Promise<DatabaseSnapshot> {
  return queryServerDatabase(url, snapshot);
}

/** Asks the embedded database of a data folder, through a copy: what a crash would leave. Nothing at all when there is none yet. */
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

/** Works on a server's database in a connection of its own. */
export async function queryServerDatabase<T>(url: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(async (statement) => (await client.query(statement)).rows);
  } finally {
    await client.end();
  }
}

/** Works on an embedded database that nobody else has open. */
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
