import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { entityManager, sendWrite } from '../../../src/platform/database/index.js';
import type { Transaction } from '../../../src/shared/index.js';
import { createRoundTripCounter } from '../../helpers/count-round-trips.js';
import { onStatement } from '../../helpers/record-statements.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let countRoundTrips: ReturnType<typeof createRoundTripCounter>['countRoundTrips'];
beforeAll(async () => {
  opened = await openTestDatabase();
  ({ countRoundTrips } = createRoundTripCounter(opened.database));
});
afterAll(() => opened.close());
beforeEach(() => opened.database.dataSource.query('TRUNCATE rate_limits'));

const insert = 'INSERT INTO rate_limits VALUES ($1, 1, null)';
const write = (transaction: Transaction, key: string): void => sendWrite(transaction, insert, [key]);
const read = (transaction: Transaction): Promise<unknown> =>
  entityManager(transaction).query('SELECT key FROM rate_limits ORDER BY key');
const run = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
  opened.database.transactions.run(work);

async function keys(): Promise<unknown> {
  return opened.database.dataSource.query('SELECT key FROM rate_limits ORDER BY key');
}

describe('a transaction', () => {
  test('is begun in the round trip of its first statement and committed in that of its last write', async () => {
    const one = await countRoundTrips(() => run(async (transaction) => write(transaction, 'a')));
    const two = await countRoundTrips(() =>
      run(async (transaction) => {
        await read(transaction);
        write(transaction, 'b');
        write(transaction, 'c');
      }),
    );

    expect([one.count, two.count]).toEqual([1, 2]);
    expect(await keys()).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'c' }]);
  });

  test('sends nothing when its work sends nothing', async () => {
    const { count } = await countRoundTrips(() => run(async () => {}));

    expect(count).toBe(0);
  });

  test('is not committed when a statement failed whose error the work has caught', async () => {
    const outcome = run(async (transaction) => {
      write(transaction, 'a');
      await entityManager(transaction)
        .query('SELECT 1/0')
        .catch(() => {});
    });

    await expect(outcome).rejects.toThrow('rolled back');
    expect(await keys()).toEqual([]);
  });
});

describe('sendWrite', () => {
  test('is visible to the statements after it', async () => {
    const seen = await run(async (transaction) => {
      write(transaction, 'a');
      return read(transaction);
    });

    expect(seen).toEqual([{ key: 'a' }]);
  });

  test('rejects the transaction with the error of the write, whichever statements follow', async () => {
    const error = { driverError: { code: '23505' } };

    await expect(
      run(async (transaction) => {
        write(transaction, 'a');
        write(transaction, 'a');
      }),
    ).rejects.toMatchObject(error);
    await expect(
      run(async (transaction) => {
        write(transaction, 'a');
        write(transaction, 'a');
        return read(transaction);
      }),
    ).rejects.toMatchObject(error);
    expect(await keys()).toEqual([]);
  });

  test('throws when it sends nothing, so that nothing is committed without it', async () => {
    const { dataSource } = opened.database;
    onStatement(dataSource, (query) => {
      if (query === insert) throw new Error('interrupted');
    });

    const outcome = run(async (transaction) => {
      await entityManager(transaction).query(insert.replace('$1', "'other'"));
      write(transaction, 'a');
    });

    await expect(outcome).rejects.toThrow('interrupted');
    onStatement(dataSource, () => {});
    expect(await keys()).toEqual([]);
  });

  test('rejects a transaction that has ended', async () => {
    let ended: Transaction | null = null;
    await run(async (transaction) => {
      ended = transaction;
    });

    expect(() => ended !== null && write(ended, 'a')).toThrow('cannot send a write');
  });
});
