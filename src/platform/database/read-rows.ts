import { QueryFailedError } from 'typeorm';
import type { Reader } from '../../shared/index.js';
import { entityManager } from './entity-manager.js';
import { sendNamed } from './prepared-statement.js';
import { repeatedTextName } from './repeated-texts.js';
import { obtainConnection } from './server-pool.js';

/** The values of one row, in the order of the columns. */
export type Row = readonly unknown[];

/**
 * Reads rows as arrays; the names of the columns must differ. A fast path of lists: the query runner of
 * TypeORM, and an object of the driver for each row, take 2 % of the time of a list. Inside a transaction it
 * uses the query runner, which owns the connection. Elsewhere the embedded database prepares the statement.
 */
export async function readRows(
  reader: Reader,
  statement: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { dataSource, queryRunner } = entityManager(reader);
  if (queryRunner !== undefined) {
    const records: readonly object[] = await queryRunner.query(statement, [...values]);
    return records.map((record) => Object.values(record));
  }
  dataSource.logger.logQuery(statement, [...values]);
  const [client, release] = await obtainConnection(dataSource);
  client.on('error', ignoreError);
  try {
    const name = await repeatedTextName(client, statement);
    const query = { text: statement, values: [...values], rowMode: 'array' as const };
    const { rows } =
      name === undefined
        ? await client.query<unknown[]>(query)
        : await sendNamed(dataSource, client, { ...query, name });
    return rows;
  } catch (error) {
    // What the driver rejects with is an Error.
    throw new QueryFailedError(statement, [...values], error as Error);
  } finally {
    client.off('error', ignoreError);
    release();
  }
}

/** A lost connection also rejects its statement, and the pool does not use it again. */
function ignoreError(): void {}
