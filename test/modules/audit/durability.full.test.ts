import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { hasPostgres, startPostgres } from '../../../scripts/temporary-postgres.mjs';
import { createDatabase } from '../../../src/platform/database/index.js';
import { openAuditInstance } from '../../helpers/test-audit-log.js';
import { testDatabaseUrl } from '../../helpers/test-database.js';

/** What was answered is there when Postgres itself crashes, and the log is still one good chain. */

// A server of somebody else's must not be made to crash: the test starts one of its own.
const describeWithBinaries = testDatabaseUrl !== null && hasPostgres() ? describe : describe.skip;

describeWithBinaries('a crash of Postgres', () => {
  test('loses nothing that was answered, and leaves a good chain', async () => {
    const postgres = await startPostgres({ durable: true });
    const key = randomBytes(32);
    const tables = createDatabase({ kind: 'postgres', url: postgres.url, poolSize: 2 }, []);
    await tables.open();
    await tables.migrate();
    await tables.close();
    const answered: string[] = [];

    for (let crash = 0; crash < 3; crash += 1) {
      const instance = await openAuditInstance(postgres.url, key, 12);
      await instance.module.open();
      const over = new AbortController();
      const writers = Array.from({ length: 12 }, async (_, writer) => {
        for (let round = 0; !over.signal.aborted; round += 1) {
          const reason = `${crash}-${writer}-${round}`;
          // Whoever is refused was not promised anything.
          await instance.publishEvents({ reason }).then(
            () => answered.push(reason),
            () => over.abort(),
          );
        }
      });
      await delay(700);
      await killBackend(postgres.url);
      over.abort();
      await Promise.all(writers);
      await instance.close();
      await untilBack(postgres.url);
    }

    const last = await openAuditInstance(postgres.url, key, 2);
    const verification = await last.module.verifier.verify();
    await last.close();
    const client = await connected(postgres.url);
    const { rows } = await client.query<{ reason: string }>('SELECT reason FROM audit_events');
    await client.end();
    await postgres.stop();
    const kept = new Set(rows.map(({ reason }) => reason));
    expect(answered.length).toBeGreaterThan(30);
    expect(answered.filter((reason) => !kept.has(reason))).toEqual([]);
    expect(verification.valid).toBe(true);
  });
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** A server process that dies without a word makes Postgres throw its memory away and recover from its log. */
async function killBackend(url: string): Promise<void> {
  const client = await connected(url);
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await client.end().catch(() => {});
}

async function untilBack(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isBack = await connected(url).then(
      async (client) => {
        await client.end();
        return true;
      },
      () => false,
    );
    if (isBack) return;
    await delay(100);
  }
  throw new Error('Postgres did not come back');
}
