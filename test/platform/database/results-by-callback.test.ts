import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

/** The method of the driver, as the connections of the database call it. */
const query = jest.spyOn(pg.Client.prototype, 'query');
let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
beforeEach(() => {
  query.mockClear();
});
afterAll(async () => {
  await opened.close();
  query.mockRestore();
});

test('no statement is answered by the promise of the driver, which keeps its rows for long', async () => {
  const { dataSource } = opened.database;

  const alone = await dataSource.query('SELECT 1 AS one');
  const inside = await dataSource.transaction((manager) => manager.query('SELECT $1::integer AS two', [2]));

  expect([alone, inside]).toEqual([[{ one: 1 }], [{ two: 2 }]]);
  const callbacks: readonly unknown[] = query.mock.calls.map((call: readonly unknown[]) => call[2]);
  expect(callbacks).toEqual([expect.any(Function), expect.any(Function), expect.any(Function)]);
});

test('a statement that fails rejects with the error of the driver', async () => {
  await expect(opened.database.dataSource.query('SELECT 1/0')).rejects.toMatchObject({
    driverError: { code: '22012' },
  });
});
