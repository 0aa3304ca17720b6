import { createHash } from 'node:crypto';
import { type DataSource, QueryFailedError } from 'typeorm';
import type { Reader } from '../../shared/index.js';
import { entityManager } from './entity-manager.js';
import { driverErrorOf } from './translate-database-error.js';

/** A statement that each connection prepares once, under a name. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** The data sources whose connections keep what was prepared on them. */
const keepsPrepared = new WeakSet<DataSource>();

/**
 * The errors of a name: it is unknown or already known on a connection that a pooler has exchanged, or a
 * column has changed its type since the statement was prepared.
 */
const namingCodes: ReadonlySet<unknown> = new Set(['26000', '42P05', '0A000']);

/**
 * Names a statement of a frequent request. For constant texts only: each connection keeps the statement until
 * it is closed. After five executions Postgres usually keeps the plan too, so the best one must not depend on
 * the values. The name is a hash of the text, so that all versions of the server mean the same by it.
 */
export function preparedStatement(text: string): PreparedStatement {
  return { name: `cordon_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`, text };
}

/** Allows names on the connections of the data source, as long as none fails. */
export function keepPrepared(dataSource: DataSource): void {
  keepsPrepared.add(dataSource);
}

/**
 * Returns the rows of a statement that returns rows. Parsing and planning it once saves Postgres most of its
 * work. In a transaction, where it could not be repeated alone, it has no name.
 */
export async function queryPrepared<Row>(
  reader: Reader,
  { name, text }: PreparedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { queryRunner, dataSource } = entityManager(reader);
  if (queryRunner != null || !keepsPrepared.has(dataSource))
    return entityManager(reader).query<Row[]>(text, [...values]);
  const runner = dataSource.createQueryRunner();
  try {
    const client = await runner.connect();
    dataSource.logger.logQuery(text, [...values], runner);
    const answer = client.query({ name, text, values: [...values] }).catch((error: unknown) => {
      if (!namingCodes.has(driverErrorOf(error)['code'])) throw error;
      // Nothing was changed outside a transaction, so the statement can be repeated.
      keepsPrepared.delete(dataSource);
      return client.query(text, [...values]);
    });
    const { rows } = await answer.catch((error: Error) => {
      throw new QueryFailedError(text, [...values], error);
    });
    return rows;
  } finally {
    await runner.release();
  }
}
