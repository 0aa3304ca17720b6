import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createDatabase, type Database, entityManager } from '../../../src/platform/database/index.js';
import { poolOf } from '../../../src/platform/database/server-pool.js';
import { borrowPglite, describeOnEmbedded } from '../../helpers/test-database.js';

describeOnEmbedded('the connection to the embedded database', () => {
  let database: Database;
  let calls = 0;
  let failure: Error | null = null;
  beforeAll(async () => {
    const pglite = await borrowPglite();
    database = createDatabase(
      {
        kind: 'memory',
        pglite: {
          ...pglite,
          execProtocolRawStream: async (message, options) => {
            calls += 1;
            if (failure !== null) throw failure;
            return pglite.execProtocolRawStream(message, options);
          },
        },
      },
      [],
    );
    await database.open();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    calls = 0;
    failure = null;
  });

  const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query(text, values);

  test('runs each statement in one call of the engine, with and without values', async () => {
    await sql('SELECT 1');
    await sql('SELECT $1::text', ['a']);

    expect(calls).toBe(2);
  });

  test('begins a transaction in the call of its first statement', async () => {
    await database.transactions.run((transaction) => entityManager(transaction).query('SELECT 1'));

    expect(calls).toBe(2);
  });

  test('returns texts of any length and characters as they were sent', async () => {
    for (const length of [0, 1, 1_000, 1_001, 30_000]) {
      const text = 'ä€😀'.repeat(length);
      const [row] = await sql<{ text: string }>('SELECT $1::text AS text', [text]);
      expect(row?.text === text).toBe(true);
    }
  });

  test('rolls the transaction of a connection back that it replaces', async () => {
    const pool = poolOf(database.dataSource);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(`INSERT INTO rate_limits VALUES ('a', 1, null)`);
    const removed = once(pool, 'remove');
    client.release(true);
    await removed;

    expect(await sql('SELECT key FROM rate_limits')).toEqual([]);
  });

  test('rejects a statement that the engine throws for, and runs the next one', async () => {
    failure = new Error('the engine failed');

    await expect(sql('SELECT 1')).rejects.toThrow('the engine failed');

    failure = null;
    expect(await sql('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
