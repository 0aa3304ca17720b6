import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRows, translateDatabaseError } from '../../../src/platform/database/index.js';
import { poolOf } from '../../../src/platform/database/server-pool.js';
import { describeOnPostgres, openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

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
