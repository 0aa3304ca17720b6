import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import { entityManager, sendWrite } from '../../../src/platform/database/index.js';
import { poolOf } from '../../../src/platform/database/server-pool.js';
import type { Transaction } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());
beforeEach(() => opened.database.dataSource.query('TRUNCATE rate_limits'));

const insert = 'INSERT INTO rate_limits VALUES ($1, 1, null)';
const run = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
  opened.database.transactions.run(work);
const query = (transaction: Transaction, text: string, values: unknown[] = []): Promise<unknown> =>
  entityManager(transaction).query(text, values);
const rows = (): Promise<unknown> => opened.database.dataSource.query('SELECT key FROM rate_limits');

describe('a statement that is sent after the work of its transaction has ended is rejected', () => {
  /** Reads slowly, then writes. */
  async function writeLate(transaction: Transaction): Promise<void> {
    await query(transaction, 'SELECT pg_sleep(0.05)');
    await query(transaction, insert, ['late']);
  }

  test('when other work failed meanwhile', async () => {
    let late: Promise<void> = Promise.resolve();
    const outcome = run(async (transaction) => {
      await query(transaction, 'SELECT 1');
      late = writeLate(transaction);
      late.catch(() => {});
      throw new Error('other work failed');
    });

    await expect(outcome).rejects.toThrow('other work failed');
    await expect(late).rejects.toThrow('the transaction has ended');
    expect(await rows()).toEqual([]);
  });

  test('when the transaction is committed meanwhile', async () => {
    let late: Promise<void> = Promise.resolve();
    await run(async (transaction) => {
      await query(transaction, insert, ['in time']);
      late = writeLate(transaction);
      late.catch(() => {});
    });

    await expect(late).rejects.toThrow('the transaction has ended');
    expect(await rows()).toEqual([{ key: 'in time' }]);
  });
});

describe('when the transaction cannot begin', () => {
  let isBroken = false;

  /** A cancellation from outside can end any statement, but not at a chosen moment. */
  beforeAll(() => {
    const observed = new WeakSet<object>();
    poolOf(opened.database.dataSource).on('acquire', (client) => {
      const { connection } = client as unknown as Client;
      if (observed.has(connection)) return;
      observed.add(connection);
      const { parse } = connection;
      connection.parse = (statement, more) => {
        const isBegin = isBroken && statement.text === 'START TRANSACTION';
        parse.call(connection, isBegin ? { ...statement, text: 'START NOTHING' } : statement, more);
      };
    });
  });
  beforeEach(() => {
    isBroken = true;
  });

  test('its first statement is not executed', async () => {
    const awaited = run((transaction) => query(transaction, insert, ['first']));
    await expect(awaited).rejects.toMatchObject({ driverError: { code: '42601' } });
    const sent = run(async (transaction) => sendWrite(transaction, insert, ['first']));
    await expect(sent).rejects.toMatchObject({ driverError: { code: '42601' } });

    expect(await rows()).toEqual([]);
  });

  test('the connection can be used for the next one', async () => {
    await expect(run((transaction) => query(transaction, 'SELECT 1'))).rejects.toThrow();
    isBroken = false;

    await run((transaction) => query(transaction, insert, ['next']));
    expect(await rows()).toEqual([{ key: 'next' }]);
  });
});
