import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { type DomainError, invalidOption, linesOf } from '../../shared/index.js';
import { migrationStatus } from './migrate.js';

/** The number of rows of each table. */
export type RowCounts = Readonly<Record<string, number>>;

const fileVersion = 1;
const batchRows = 500;

/** Far above the longest row. */
const lineCharacters = 16 * 1024 * 1024;

/**
 * Writes every row of every table to a new file that only its owner may read, from one snapshot: a header
 * line, one line for each row, and a line with the number of rows, without which an import refuses the file.
 * Rows are copied as they are, so secrets in them stay sealed with the master key. Throws INVALID_INPUT when
 * the file exists or cannot be written.
 */
export async function exportData(dataSource: DataSource, path: string): Promise<RowCounts> {
  const { applied } = await migrationStatus(dataSource);
  const counts: Record<string, number> = {};
  try {
    await dataSource.transaction('REPEATABLE READ', (manager) =>
      pipeline(
        fileLines(manager, tableNames(dataSource), applied, counts),
        createWriteStream(path, { flags: 'wx', mode: 0o600 }),
      ),
    );
    return counts;
  } catch (error) {
    throw isFileError(error) ? invalidOption('file', writeProblem(error.code)) : error;
  }
}

/** Yields the lines of a data file, and counts the rows of each table. */
async function* fileLines(
  manager: EntityManager,
  tables: readonly string[],
  migrations: readonly string[],
  counts: Record<string, number>,
): AsyncGenerator<string, void> {
  yield `${JSON.stringify({ cordonData: fileVersion, migrations })}\n`;
  for (const table of tables) {
    let count = 0;
    for await (const row of readRows(manager, table)) {
      count += 1;
      yield `{"table":"${table}","row":${row}}\n`;
    }
    counts[table] = count;
  }
  yield `${JSON.stringify({ rows: counts })}\n`;
}

/**
 * Fills an empty database of the same release from a file of `exportData`, in one transaction. Throws
 * INVALID_INPUT, and changes nothing, when the file is incomplete or of another release, and when the
 * database already has users or keys.
 */
export async function importData(dataSource: DataSource, path: string): Promise<RowCounts> {
  const { applied } = await migrationStatus(dataSource);
  try {
    return await dataSource.transaction(async (manager) => {
      const inserts = await prepareInserts(manager, dataSource);
      return insertLines(manager, inserts, applied, path);
    });
  } catch (error) {
    throw isFileError(error) ? invalidOption('file', 'The file cannot be read.') : error;
  }
}

/** In an order in which every row comes after the rows that it references. */
function tableNames({ entityMetadatas }: DataSource): readonly string[] {
  return entityMetadatas.map(({ tableName }) => tableName);
}

async function* readRows(manager: EntityManager, table: string): AsyncGenerator<string, void> {
  await manager.query(
    `DECLARE exported NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM "${table}" t`,
  );
  for (;;) {
    const rows: { readonly row: string }[] = await manager.query(`FETCH ${batchRows} FROM exported`);
    for (const { row } of rows) yield row;
    if (rows.length < batchRows) break;
  }
  await manager.query('CLOSE exported');
}

/**
 * Locks all tables, so that nobody begins to use the database meanwhile. Throws INVALID_INPUT when somebody
 * has. Returns the statement that inserts rows into each table: it replaces rows that migrations inserted.
 */
async function prepareInserts(
  manager: EntityManager,
  { entityMetadatas }: DataSource,
): Promise<ReadonlyMap<string, string>> {
  const names = entityMetadatas.map(({ tableName }) => `"${tableName}"`).join(', ');
  await manager.query(`LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`);
  if ((await hasRows(manager, 'users')) || (await hasRows(manager, 'signing_keys')))
    throw invalidOption(
      'file',
      'The database is not empty. Import into a new database. Nothing was changed.',
    );
  const statements = new Map<string, string>();
  for (const { tableName, columns, primaryColumns } of entityMetadatas) {
    const insert = `INSERT INTO "${tableName}"
      SELECT * FROM jsonb_populate_recordset(NULL::"${tableName}", $1::jsonb)`;
    const key = primaryColumns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
    const values = columns.map(({ databaseName: name }) => `"${name}" = EXCLUDED."${name}"`).join(', ');
    const replace = ` ON CONFLICT (${key}) DO UPDATE SET ${values}`;
    statements.set(tableName, (await hasRows(manager, tableName)) ? insert + replace : insert);
  }
  return statements;
}

async function hasRows(manager: EntityManager, table: string): Promise<boolean> {
  const [{ found }] = await manager.query(`SELECT EXISTS (SELECT 1 FROM "${table}") AS found`);
  return found;
}

/** Rows of one table in the file; `row` is JSON, not parsed, so that no number is rounded. */
interface RowLine {
  readonly table: string;
  readonly row: string;
}

async function insertLines(
  manager: EntityManager,
  inserts: ReadonlyMap<string, string>,
  migrations: readonly string[],
  path: string,
): Promise<RowCounts> {
  const counts: Record<string, number> = Object.fromEntries([...inserts.keys()].map((table) => [table, 0]));
  let batch: RowLine[] = [];
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    await insertRows(manager, inserts.get(first.table), batch);
    counts[first.table] = (counts[first.table] ?? 0) + batch.length;
    batch = [];
  };
  const lines = readDataLines(path, migrations);
  for (let next = await lines.next(); ; next = await lines.next()) {
    const isFull = batch.length >= batchRows || batch[0]?.table !== next.value.table;
    if (next.done === true || isFull) await flush();
    if (next.done === true) {
      if (JSON.stringify(next.value.footer) !== JSON.stringify({ rows: counts })) throw incompleteFile();
      return counts;
    }
    batch.push(next.value);
  }
}

/** Yields the lines of rows; returns the last line. */
async function* readDataLines(
  path: string,
  migrations: readonly string[],
): AsyncGenerator<RowLine, { readonly table: null; readonly footer: unknown }> {
  let isHeaderRead = false;
  let footer: unknown;
  // Not `readline`, for which U+2028 ends a line, too: it may be part of a text in a row.
  const lines = linesOf(createReadStream(path, 'utf8'), {
    maxCharacters: lineCharacters,
    createError: incompleteFile,
  });
  for await (const line of lines) {
    if (!isHeaderRead) {
      checkHeader(line, migrations);
      isHeaderRead = true;
      continue;
    }
    if (footer !== undefined) throw incompleteFile();
    const [, table, row] = /^\{"table":"([a-z_]+)","row":(.*)\}$/s.exec(line) ?? [];
    if (table === undefined || row === undefined) footer = parseJson(line);
    else yield { table, row };
  }
  return { table: null, footer };
}

async function insertRows(
  manager: EntityManager,
  statement: string | undefined,
  lines: readonly RowLine[],
): Promise<void> {
  if (statement === undefined) throw incompleteFile();
  await manager.query(statement, [`[${lines.map(({ row }) => row).join(',')}]`]).catch((error: unknown) => {
    throw isDataError(error) ? incompleteFile() : error;
  });
}

/** Malformed JSON and violated constraints (SQLSTATE classes 22 and 23). */
function isDataError(error: unknown): boolean {
  return error instanceof QueryFailedError && /^2[23]/.test(String(error.driverError.code));
}

function incompleteFile(): DomainError {
  return invalidOption('file', 'The file is incomplete or was changed. Nothing was imported.');
}

function checkHeader(line: string, migrations: readonly string[]): void {
  const header = parseJson(line);
  const version =
    typeof header === 'object' && header !== null && 'cordonData' in header ? header.cordonData : null;
  if (version !== fileVersion)
    throw invalidOption('file', 'The file was not written by `cordon data export` of this release.');
  if (JSON.stringify(header) !== JSON.stringify({ cordonData: fileVersion, migrations }))
    throw invalidOption('file', 'The file was written by another release. Import it with that release.');
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isFileError(error: unknown): error is { readonly code: unknown } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
}

function writeProblem(code: unknown): string {
  return code === 'EEXIST' ? 'The file exists. Nothing was written.' : 'The file cannot be written.';
}
