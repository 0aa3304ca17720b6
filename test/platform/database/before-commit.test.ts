import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { beforeCommit, entityManager } from '../../../src/platform/database/index.js';
import type { Transaction } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());
beforeEach(() => opened.database.dataSource.query('TRUNCATE rate_limits'));

const write = (transaction: Transaction, key: string): Promise<unknown> =>
  entityManager(transaction).query('INSERT INTO rate_limits VALUES ($1, 1, null)', [key]);

async function keys(): Promise<readonly string[]> {
  const rows: { key: string }[] = await opened.database.dataSource.query('SELECT key FROM rate_limits');
  return rows.map(({ key }) => key);
}

test('beforeCommit runs after all other work of the transaction in the order of the calls, nested calls last', async () => {
  const order: string[] = [];

  await opened.database.transactions.run(async (transaction) => {
    beforeCommit(transaction, async () => {
      order.push('first');
      beforeCommit(transaction, async () => void order.push('third'));
      await write(transaction, 'last');
    });
    beforeCommit(transaction, async () => void order.push('second'));
    await write(transaction, 'work');
    order.push('work');
  });

  expect(order).toEqual(['work', 'first', 'second', 'third']);
  expect(await keys()).toEqual(['work', 'last']);
});

test('an error in beforeCommit rolls the transaction back', async () => {
  const running = opened.database.transactions.run(async (transaction) => {
    beforeCommit(transaction, async () => {
      throw new Error('no audit entry');
    });
    await write(transaction, 'work');
  });

  await expect(running).rejects.toThrow('no audit entry');
  expect(await keys()).toEqual([]);
});

test('beforeCommit does not run when the work throws', async () => {
  let hasRun = false;
  const running = opened.database.transactions.run(async (transaction) => {
    beforeCommit(transaction, async () => {
      hasRun = true;
    });
    throw new Error('rejected');
  });

  await expect(running).rejects.toThrow('rejected');
  expect(hasRun).toBe(false);
});

test('beforeCommit throws immediately for a transaction that has ended', async () => {
  const ended = await opened.database.transactions.run(async (transaction) => transaction);

  expect(() => beforeCommit(ended, async () => {})).toThrow(/before its commit/);
});
