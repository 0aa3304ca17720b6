import { createHash } from 'node:crypto';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { type DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import type { Reader } from '../../shared/index.js';
import { entityManager } from './entity-manager.js';
import { driverErrorOf } from './translate-database-error.js';

/** A statement that each connection prepares once, under a name. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** The data sources whose connections keep what was prepared on them, and what to call when one does not. */
const keepsPrepared = new WeakMap<DataSource, (sqlState: string) => void>();

/**
 * The errors of a name: it is unknown or already known on a connection that a pooler has exchanged, or a
 * column has changed its type since the statement was prepared.
 */
const namingCodes: ReadonlySet<string> = new Set(['26000', '42P05', '0A000']);

/**
 * Names a statement of a frequent request. For constant texts only: each connection keeps the statement until
 * it is closed. After five executions Postgres usually keeps the plan too, so the best one must not depend on
 * the values. The name is a hash of the text, so that all versions of the server mean the same by it.
 */
export function preparedStatement(text: string): PreparedStatement {
  return { name: `cordon_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`, text };
}

/** Allows names on the connections of the data source until one fails. Then calls `onEnd`, once. */
export function keepPrepared(dataSource: DataSource, onEnd: (sqlState: string) => void): void {
  keepsPrepared.set(dataSource, onEnd);
}

function endNames(dataSource: DataSource, sqlState: string): void {
  const onEnd = keepsPrepared.get(dataSource);
  keepsPrepared.delete(dataSource);
  onEnd?.(sqlState);
}

/**
 * Returns the rows that a statement returns. Parsing and planning it once saves Postgres most of its work.
 * In a transaction, where it could not be repeated alone, it has no name.
 */
export async function queryPrepared<Row>(
  reader: Reader,
  statement: PreparedStatement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { queryRunner, dataSource } = entityManager(reader);
  if (queryRunner != null) return queryUnnamed(queryRunner, statement, values);
  const runner = dataSource.createQueryRunner();
  try {
    return await queryNamed(runner, statement, values);
  } finally {
    await runner.release();
  }
}

async function queryUnnamed<Row>(
  runner: QueryRunner,
  { text }: PreparedStatement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { records } = await runner.query(text, [...values], true);
  return records;
}

async function queryNamed<Row>(
  runner: QueryRunner,
  { name, text }: PreparedStatement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { dataSource } = runner;
  // TypeORM's own method passes no name on.
  const client: PoolClient = await runner.connect();
  dataSource.logger.logQuery(text, [...values], runner);
  try {
    const { rows } = await sendNamed(dataSource, client, { name, text, values: [...values] });
    return rows;
  } catch (error) {
    // As TypeORM wraps the errors of the driver, which are Errors.
    throw new QueryFailedError(text, [...values], error as Error);
  }
}

/** Sends a statement with its name, or without one once a name has failed. Not for transactions. */
export async function sendNamed(
  dataSource: DataSource,
  client: PoolClient,
  { name, ...unnamed }: QueryConfig & { readonly rowMode?: 'array' },
): Promise<QueryResult> {
  if (!keepsPrepared.has(dataSource)) return client.query(unnamed);
  try {
    return await client.query({ ...unnamed, name });
  } catch (error) {
    const sqlState = String(driverErrorOf(error)['code']);
    if (!namingCodes.has(sqlState)) throw error;
    // Nothing was changed outside a transaction, so the statement can be repeated.
    endNames(dataSource, sqlState);
    return client.query(unnamed);
  }
}
