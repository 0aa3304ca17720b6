import type { DataSource } from 'typeorm';
import { StartupError } from '../../shared/index.js';

const sslModes: readonly string[] = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** Throws StartupError for an `sslmode` that pg does not know. */
export function checkUrl(url: string): void {
  const mode = new URL(url).searchParams.get('sslmode');
  if (mode === null || sslModes.includes(mode)) return;
  throw refused('DATABASE_URL has an unknown sslmode.', `Use one of ${sslModes.join(', ')}.`);
}

interface ServerFacts {
  readonly encoding: string;
  readonly roleLimit: number;
  readonly databaseLimit: number;
  readonly backend: number;
}

const readFacts = `SELECT current_setting('server_encoding') AS encoding, pg_backend_pid() AS backend,
  CASE WHEN role.rolsuper THEN -1 ELSE role.rolconnlimit END AS "roleLimit",
  CASE WHEN role.rolsuper THEN -1 ELSE database.datconnlimit END AS "databaseLimit"
FROM pg_catalog.pg_roles AS role, pg_catalog.pg_database AS database
WHERE role.rolname = session_user AND database.datname = current_database()`;

/** Throws StartupError for another encoding than UTF-8, and for fewer connections than the server needs. */
export async function checkServer(dataSource: DataSource, neededConnections: number): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    const client: { readonly processID: number } = await runner.connect();
    const rows: ServerFacts[] = await runner.query(readFacts);
    const [facts] = rows;
    if (facts === undefined) return;
    checkEncoding(facts.encoding);
    // A pooler has process ids of its own. It shares few connections between many clients.
    const isDirect = client.processID === facts.backend;
    if (isDirect) checkLimits(facts, neededConnections);
  } finally {
    await runner.release();
  }
}

function checkEncoding(encoding: string): void {
  if (encoding === 'UTF8') return;
  throw refused(
    `The database has the encoding ${encoding}, which cannot store every name.`,
    "Create it with `CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0`.",
  );
}

function checkLimits({ roleLimit, databaseLimit }: ServerFacts, needed: number): void {
  for (const [owner, limit, command] of [
    ['role in DATABASE_URL', roleLimit, 'ALTER ROLE ... CONNECTION LIMIT'],
    ['database', databaseLimit, 'ALTER DATABASE ... CONNECTION LIMIT'],
  ] as const) {
    if (limit < 0 || limit >= needed) continue;
    throw refused(
      `The connection limit of the ${owner} is ${limit}, and one instance of Cordon needs ${needed}.`,
      `Raise it with \`${command} ${needed}\` or more for each instance, or lower CORDON_DATABASE_POOL_SIZE.`,
    );
  }
}

/** Throws StartupError when tables of another program have the names of those that are to be created. */
export async function checkForeignTables(
  dataSource: DataSource,
  { applied }: { readonly applied: readonly string[] },
): Promise<void> {
  if (applied.length > 0) return;
  const rows: { name: string }[] = await dataSource.query(
    `SELECT relname AS name FROM pg_catalog.pg_class AS table_of
     JOIN pg_catalog.pg_namespace AS schema_of ON schema_of.oid = table_of.relnamespace
     WHERE nspname = current_schema() AND relname = ANY($1) ORDER BY relname LIMIT 3`,
    [tableNames(dataSource)],
  );
  if (rows.length === 0) return;
  throw refused(
    `The database contains tables of another program (${rows.map(({ name }) => name).join(', ')}).`,
    'Give Cordon a database of its own, or restore a backup of its tables.',
  );
}

/**
 * Tries to write, and undoes it: creates a table when migrations are pending, and inserts no row into each
 * table otherwise. Throws the error of the database.
 */
export async function checkWritable(
  dataSource: DataSource,
  { pending }: { readonly pending: readonly string[] },
): Promise<void> {
  const statements =
    pending.length > 0
      ? ['CREATE TABLE cordon_write_check ()']
      : tableNames(dataSource).map((name) => `INSERT INTO "${name}" SELECT * FROM "${name}" WHERE false`);
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    for (const statement of statements) await runner.query(statement);
  } finally {
    await runner.rollbackTransaction().catch(() => {});
    await runner.release();
  }
}

function tableNames({ entityMetadatas }: DataSource): readonly string[] {
  return entityMetadatas.map(({ tableName }) => tableName);
}

function refused(message: string, remedy: string): StartupError {
  return new StartupError('DATABASE_REFUSED', message, remedy);
}
