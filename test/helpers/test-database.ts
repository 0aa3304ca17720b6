import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { describe } from '@jest/globals';
import pg from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { createDatabase, type Database, type EmbeddedDatabase } from '../../src/platform/database/index.js';
import { migrations } from '../../src/platform/database/migrations/index.js';
import { migrationsTable } from '../../src/platform/database/migrations-table.js';

/** A migrated, empty database; removed or given back by `close`. */
export interface TestDatabase {
  readonly database: Database;
  /** The URL for a second pool or another process; null on the embedded database. */
  readonly url: string | null;
  close(): Promise<void>;
}

/** The URL of the server that the tests run on; null for the embedded database. */
export const testDatabaseUrl: string | null = process.env['TEST_DATABASE_URL'] ?? null;

/**
 * `describe` for tests that need a server (real concurrency, two instances); skipped on the embedded
 * database.
 */
export const describeOnPostgres: (name: string, tests: () => void) => void =
  testDatabaseUrl === null ? describe.skip : describe;

/** `describe` for tests of the embedded database; skipped on a server. */
export const describeOnEmbedded: (name: string, tests: () => void) => void =
  testDatabaseUrl === null ? describe : describe.skip;

/**
 * Opens a database with these tables: one of the jest worker, or a copy of a template on TEST_DATABASE_URL
 * (about 20 ms).
 */
export async function openTestDatabase(tables: readonly EntitySchema[] = []): Promise<TestDatabase> {
  if (testDatabaseUrl !== null) return openServerDatabase(testDatabaseUrl, tables);
  const database = createDatabase({ kind: 'memory', pglite: await borrowPglite() }, tables);
  await database.open();
  return { database, url: null, close: () => database.close() };
}

/** Opens a new database with these tables on this server. */
export async function openServerDatabase(
  server: string,
  tables: readonly EntitySchema[],
): Promise<TestDatabase> {
  const { url, drop } = await createMigratedDatabase(server);
  const database = createDatabase({ kind: 'postgres', url, poolSize: 10 }, tables);
  await database.open();
  return {
    database,
    url,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

/** A database on a server; `drop` also ends the connections that are left. */
export interface ServerDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Creates an empty database, for a process that migrates it itself. */
export function createEmptyDatabase(server: string): Promise<ServerDatabase> {
  return createServerDatabase(server, async () => '');
}

/** Creates a database with every migration applied. */
export function createMigratedDatabase(server: string): Promise<ServerDatabase> {
  return createServerDatabase(server, async (client) => `TEMPLATE ${await migratedTemplate(client, server)}`);
}

async function createServerDatabase(
  server: string,
  origin: (client: pg.Client) => Promise<string>,
): Promise<ServerDatabase> {
  const name = `cordon_test_${randomBytes(6).toString('hex')}`;
  await withAdminClient(server, async (client) => {
    await client.query(`CREATE DATABASE ${name} ${await origin(client)}`);
  });
  return {
    url: withDatabase(server, name),
    drop: () =>
      withAdminClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** Returns a digest of the migrations, which names the dump and the template. */
function migrationsDigest(): string {
  const folder = fileURLToPath(new URL('../../src/platform/database/migrations/', import.meta.url));
  const digest = createHash('sha256').update(migrationsTable);
  for (const file of readdirSync(folder).sort()) digest.update(file).update(readFileSync(folder + file));
  return digest.digest('hex').slice(0, 16);
}

declare global {
  /** Set by test-environment.mjs. */
  var borrowDatabase: (
    dumpPath: string,
  ) => Promise<Pick<PGlite, 'execProtocolRawStream'> & { release(): Promise<void> }>;
}

/** Borrows a migrated, empty database of the jest worker; `close` gives it back. */
export async function borrowPglite(): Promise<EmbeddedDatabase> {
  const { execProtocolRawStream, release } = await globalThis.borrowDatabase(await migratedDump());
  return { waitReady: Promise.resolve(), execProtocolRawStream, close: release };
}

async function migratedDump(): Promise<string> {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/cordon/', import.meta.url));
  const path = `${folder}migrated-${migrationsDigest()}.tar`;
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const pglite = new PGlite();
    await runMigrations({ ...createPgConfig(pglite), max: 1 });
    const dump = await pglite.dumpDataDir('none');
    await pglite.close();
    mkdirSync(folder, { recursive: true });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
    publishOnce(draft, path);
  }
  return path;
}

/**
 * Two workers may make the dump at the same time; that of the first one is kept, because another worker may
 * be reading it.
 */
function publishOnce(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}

async function migratedTemplate(client: pg.Client, server: string): Promise<string> {
  const name = `cordon_template_${migrationsDigest()}`;
  // An advisory lock lets one worker make the template; the others never see an incomplete one under its
  // name.
  await client.query('SELECT pg_advisory_lock(7)');
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      const draft = `${name}_${process.pid}`;
      await client.query(`CREATE DATABASE ${draft}`);
      await runMigrations({ connectionString: withDatabase(server, draft), max: 1 });
      await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock(7)');
  }
  return name;
}

async function runMigrations(extra: Record<string, unknown>): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    migrations: [...migrations],
    migrationsTableName: migrationsTable,
    installExtensions: false,
    extra,
  });
  await dataSource.initialize();
  await dataSource.runMigrations({ transaction: 'all' });
  await dataSource.destroy();
}

async function withAdminClient(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
