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

test('comes after all other work of the transaction, in the order of asking, and what it asks for comes last of all', async () => {
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

test('rolls everything back when it throws', async () => {
  const running = opened.database.transactions.run(async (transaction) => {
    beforeCommit(transaction, async () => {
      throw new Error('no entry, no change');
    });
    await write(transaction, 'work');
  });

  await expect(running).rejects.toThrow('no entry, no change');
  expect(await keys()).toEqual([]);
});

test('is not done when the work throws', async () => {
  let done = false;
  const running = opened.database.transactions.run(async (transaction) => {
    beforeCommit(transaction, async () => {
      done = true;
    });
    throw new Error('refused');
  });

  await expect(running).rejects.toThrow('refused');
  expect(done).toBe(false);
});

test('refuses a transaction that has ended, where it would never be done', async () => {
  const ended = await opened.database.transactions.run(async (transaction) => transaction);

  expect(() => beforeCommit(ended, async () => {})).toThrow(/ends without/);
});
