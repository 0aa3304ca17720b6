import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  awaitBeforeCommit,
  beforeCommit,
  entityManager,
  sendWrite,
} from '../../../src/platform/database/index.js';
import type { Transaction } from '../../../src/shared/index.js';
import { createRoundTripCounter } from '../../helpers/count-round-trips.js';
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

describe('awaitBeforeCommit', () => {
  test('commits only after the work, which may send further statements', async () => {
    await opened.database.transactions.run(async (transaction) => {
      const notice = async (): Promise<void> => {
        await write(transaction, 'read');
        sendWrite(transaction, 'INSERT INTO rate_limits VALUES ($1, 1, null)', ['sent']);
      };
      awaitBeforeCommit(transaction, notice());
    });

    expect(await keys()).toEqual(['read', 'sent']);
  });

  test('costs no round trip beside other work', async () => {
    const { countRoundTrips } = createRoundTripCounter(opened.database);
    const { count } = await countRoundTrips(() =>
      opened.database.transactions.run(async (transaction) => {
        awaitBeforeCommit(
          transaction,
          write(transaction, 'beside').then(() => {}),
        );
        beforeCommit(transaction, async () => void (await write(transaction, 'work')));
      }),
    );

    // Both statements, and COMMIT.
    expect(count).toBe(2);
  });

  test('rolls back for a failed statement, and rejects with its error instead of those of later statements', async () => {
    const running = opened.database.transactions.run(async (transaction) => {
      const failing = entityManager(transaction).query('SELECT 1/0');
      awaitBeforeCommit(transaction, failing);
      beforeCommit(transaction, async () => void (await write(transaction, 'work')));
    });

    await expect(running).rejects.toThrow('division by zero');
    expect(await keys()).toEqual([]);
  });

  test('rejects with the error of the work when that fails first', async () => {
    const running = opened.database.transactions.run(async (transaction) => {
      awaitBeforeCommit(
        transaction,
        write(transaction, 'beside').then(() => {}),
      );
      throw new Error('rejected');
    });

    await expect(running).rejects.toThrow('rejected');
    expect(await keys()).toEqual([]);
  });
});
