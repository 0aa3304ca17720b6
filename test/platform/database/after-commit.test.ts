import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { afterCommit, beforeCommit, entityManager } from '../../../src/platform/database/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());
beforeEach(() => opened.database.dataSource.query('TRUNCATE rate_limits'));

test('afterCommit calls back once the changes of the transaction are visible, before the transaction resolves', async () => {
  let seen: Promise<unknown> | null = null;

  const order = await opened.database.transactions.run(async (transaction) => {
    const calls: string[] = [];
    afterCommit(transaction, () => {
      calls.push('first');
      seen = opened.database.dataSource.query('SELECT key FROM rate_limits');
    });
    beforeCommit(transaction, async () => afterCommit(transaction, () => void calls.push('second')));
    await entityManager(transaction).query("INSERT INTO rate_limits VALUES ('key', 1, null)");
    expect(calls).toEqual([]);
    return calls;
  });

  expect(order).toEqual(['first', 'second']);
  expect(await seen).toEqual([{ key: 'key' }]);
});

test('afterCommit does not call back after a rollback, also by an error before the commit', async () => {
  const calls: string[] = [];
  const rejected = opened.database.transactions.run(async (transaction) => {
    afterCommit(transaction, () => void calls.push('work'));
    throw new Error('rejected');
  });
  const unaudited = opened.database.transactions.run(async (transaction) => {
    afterCommit(transaction, () => void calls.push('audit'));
    beforeCommit(transaction, async () => {
      throw new Error('no audit entry');
    });
  });

  await expect(rejected).rejects.toThrow('rejected');
  await expect(unaudited).rejects.toThrow('no audit entry');
  expect(calls).toEqual([]);
});

test('afterCommit throws immediately for a transaction that has ended', async () => {
  const ended = await opened.database.transactions.run(async (transaction) => transaction);

  expect(() => afterCommit(ended, () => {})).toThrow(/after its commit/);
});
