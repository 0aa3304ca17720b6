import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createDatabase,
  type Database,
  entityManager,
  sendWrite,
} from '../../../src/platform/database/index.js';
import { hasPgbouncer, type Pgbouncer, startPgbouncer } from '../../helpers/pgbouncer.js';
import { openTestDatabase, type TestDatabase, testDatabaseUrl } from '../../helpers/test-database.js';

/** Transactions whose connections are ended at any moment, directly and through a pooler. */

const testWithPooler = testDatabaseUrl !== null && hasPgbouncer ? test : test.skip;

let opened: TestDatabase;
let pooler: Pgbouncer | null = null;
beforeAll(async () => {
  opened = await openTestDatabase();
  if (opened.url !== null && hasPgbouncer) pooler = await startPgbouncer(opened.url);
});
afterAll(async () => {
  await pooler?.close();
  await opened.close();
});

const insert = 'INSERT INTO rate_limits VALUES ($1, 1, null)';
const endConnections = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%rate_limits%'`;

/** Two writes in one transaction; some read between them, and some are given up. */
async function writePair(database: Database, name: string, number: number): Promise<void> {
  await database.transactions.run(async (transaction) => {
    sendWrite(transaction, insert, [`${name} one`]);
    if (number % 3 === 0) await entityManager(transaction).query('SELECT count(*) FROM rate_limits');
    sendWrite(transaction, insert, [`${name} two`]);
    if (number % 5 === 0) throw new Error('given up');
  });
}

async function assertWhole(database: Database): Promise<void> {
  const committed = new Set<string>();
  const givenUp = new Set<string>();
  const stop = new AbortController();
  const write = async (writer: number): Promise<void> => {
    for (let number = 1; !stop.signal.aborted; number += 1) {
      const name = `${writer}.${number}`;
      if (number % 5 === 0) givenUp.add(name);
      await writePair(database, name, number).then(
        () => committed.add(name),
        () => {},
      );
    }
  };
  const writers = [1, 2, 3, 4, 5, 6].map(write);
  for (let round = 0; round < 20; round += 1) {
    await delay(50);
    await opened.database.dataSource.query(endConnections).catch(() => {});
  }
  stop.abort();
  await Promise.all(writers);

  const stored: { readonly name: string; readonly count: number }[] = await opened.database.dataSource.query(
    `SELECT split_part(key, ' ', 1) AS name, count(*)::integer AS count FROM rate_limits GROUP BY name`,
  );
  const names = new Set(stored.map(({ name }) => name));
  expect(committed.size).toBeGreaterThan(0);
  expect(stored.filter(({ count }) => count !== 2)).toEqual([]);
  expect([...committed].filter((name) => !names.has(name))).toEqual([]);
  expect([...givenUp].filter((name) => names.has(name))).toEqual([]);
  await opened.database.dataSource.query('TRUNCATE rate_limits');
}

testWithPooler(
  'transactions are whole whenever connections are ended, with and without a pooler',
  async () => {
    for (const url of [opened.url ?? '', pooler?.url ?? '']) {
      const database = createDatabase(
        { kind: 'postgres', url, listenUrl: opened.url ?? url, poolSize: 4 },
        [],
      );
      await database.open();
      await assertWhole(database);
      await database.close();
    }
  },
);
