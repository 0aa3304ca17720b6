import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readRows, translateDatabaseError } from '../../../src/platform/database/index.js';
import { repeatedTextLimit } from '../../../src/platform/database/repeated-texts.js';
import { poolOf } from '../../../src/platform/database/server-pool.js';
import {
  describeOnEmbedded,
  describeOnPostgres,
  openTestDatabase,
  type TestDatabase,
} from '../../helpers/test-database.js';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

const statement = `SELECT n AS second, 'row ' || n AS first, NULL AS third,
  '2026-03-01 09:30:00+00'::timestamptz AS fourth FROM generate_series(1, $1::integer) AS n`;
const at = new Date('2026-03-01T09:30:00Z');
const rows = [
  [1, 'row 1', null, at],
  [2, 'row 2', null, at],
];

describe('rows', () => {
  test('have the values of the columns in their order, inside and outside a transaction', async () => {
    const { reader, run } = opened.database.transactions;

    expect(await readRows(reader, statement, [2])).toEqual(rows);
    expect(await run((transaction) => readRows(transaction, statement, [2]))).toEqual(rows);
  });

  test('inside a transaction are those that it has written', async () => {
    const inserted = opened.database.transactions.run(async (transaction) => {
      await readRows(transaction, `INSERT INTO rate_limits VALUES ('a', 1, null) RETURNING key`, []);
      return readRows(transaction, 'SELECT key, points FROM rate_limits', []);
    });

    expect(await inserted).toEqual([['a', 1]]);
  });

  test('of a statement that fails are an error of the database, and the connection serves others', async () => {
    const { reader } = opened.database.transactions;

    const failed = await readRows(reader, `SELECT 'x'::uuid`, []).catch((error: unknown) => error);

    expect(translateDatabaseError(failed)?.reason).toBe('BAD_USER_INPUT');
    expect(opened.database.poolState()).toMatchObject({ waiting: 0 });
    expect(await readRows(reader, statement, [2])).toEqual(rows);
  });
});

describeOnEmbedded('a statement whose rows are read on the embedded database', () => {
  const sql = <R>(text: string): Promise<R[]> => opened.database.dataSource.query(text);
  const read = (text = statement, count = 2): Promise<unknown> =>
    readRows(opened.database.transactions.reader, text, [count]);
  const prepared = (text = statement): Promise<{ executions: number }[]> =>
    sql(`SELECT (generic_plans + custom_plans)::integer AS executions FROM pg_prepared_statements
      WHERE statement = '${text.replaceAll("'", "''")}'`);
  beforeEach(async () => {
    const removed = once(poolOf(opened.database.dataSource), 'remove');
    (await poolOf(opened.database.dataSource).connect()).release(true);
    await removed;
  });

  test('is parsed once, and returns the rows of each value', async () => {
    for (let run = 0; run < 10; run += 1)
      expect(await read(statement, run % 3)).toEqual(rows.slice(0, run % 3));

    expect(await prepared()).toEqual([{ executions: 10 }]);
  });

  test('is one of a limited number that are prepared, however many there are', async () => {
    const texts = Array.from(
      { length: 2 * repeatedTextLimit + 1 },
      (_, index) => `${statement} LIMIT ${index}`,
    );
    for (const text of [...texts, ...texts.toReversed()]) {
      const limit = Number(text.split(' ').at(-1));
      expect(await read(text)).toEqual(rows.slice(0, limit));
    }

    const [row] = await sql<{ count: number }>(
      'SELECT count(*)::integer AS count FROM pg_prepared_statements',
    );
    expect(row?.count).toBeLessThanOrEqual(repeatedTextLimit);
    expect(row?.count).toBeGreaterThan(0);
  });

  test('is parsed again when the connection is replaced or has failed to parse it', async () => {
    const { reader } = opened.database.transactions;
    for (let run = 0; run < 2; run += 1) {
      await expect(readRows(reader, 'SELECT missing FROM rate_limits', [])).rejects.toThrow('missing');
      expect(await read()).toEqual(rows);
    }

    expect(await prepared()).toEqual([{ executions: 2 }]);
  });

  test('returns its rows also after its name was lost', async () => {
    await read();
    await sql('DEALLOCATE ALL');

    for (let run = 0; run < 2; run += 1) expect(await read()).toEqual(rows);
  });
});

describeOnPostgres('a connection that is lost while rows are read', () => {
  test('is an unavailable service for this request, and ends nothing else', async () => {
    const { reader } = opened.database.transactions;
    const removed = once(poolOf(opened.database.dataSource), 'remove');

    const lost = await readRows(reader, 'SELECT pg_terminate_backend(pg_backend_pid())', []).catch(
      (error: unknown) => error,
    );

    expect(translateDatabaseError(lost)?.reason).toBe('SERVICE_UNAVAILABLE');
    await removed;
    expect(await readRows(reader, statement, [2])).toEqual(rows);
  });
});
