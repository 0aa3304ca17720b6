import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onStatement } from '../../helpers/record-statements.js';
import { createTestAuditLog, openAuditInstance, type TestAuditLog } from '../../helpers/test-audit-log.js';
import { describeOnPostgres } from '../../helpers/test-database.js';

/** Every acknowledged entry is stored. Crashes of Postgres itself are in durability.full.test.ts. */

const key = randomBytes(32);
let log: TestAuditLog;
beforeAll(async () => {
  log = await createTestAuditLog(key);
});
afterAll(() => log.close());

async function storedReasons(): Promise<readonly unknown[]> {
  return (await log.entries()).map((row) => row['reason']);
}

describe('publish', () => {
  test('is acknowledged only after COMMIT, and a failed COMMIT leaves no entry', async () => {
    const { dataSource } = log.opened.database;
    await log.publishEvents({ reason: 'before' });
    onStatement(dataSource, (query) => {
      if (query === 'COMMIT') throw new Error('interrupted');
    });

    await expect(log.publishEvents({ reason: 'failed' })).rejects.toThrow('interrupted');
    onStatement(dataSource, () => {});
    await log.publishEvents({ reason: 'after' });

    expect(await storedReasons()).toEqual([null, 'before', 'after']);
    expect(await log.module.verifier.verify()).toMatchObject({ valid: true, checkedEvents: 3 });
  });
});

describeOnPostgres('terminated connections', () => {
  test('lose no acknowledged entry and leave an intact chain', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const instance = await openAuditInstance(log.opened.url ?? '', key, 8);
      const stopped = new AbortController();
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let index = 0; !stopped.signal.aborted; index += 1) {
          const reason = `${round}-${writer}-${index}`;
          await instance.publishEvents({ reason }).then(
            () => acknowledged.push(reason),
            () => {},
          );
        }
      });
      while (acknowledged.length < (round + 1) * 16) await delay(10);
      // With a time limit, Postgres waits for the end of each.
      await log.opened.database.dataSource.query(
        `SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      stopped.abort();
      await Promise.all(writers);
      await instance.close();
    }

    const stored = new Set(await storedReasons());
    expect(acknowledged.length).toBeGreaterThan(30);
    expect(acknowledged.filter((reason) => !stored.has(reason))).toEqual([]);
    expect(await log.module.verifier.verify()).toMatchObject({ valid: true });
  });
});
