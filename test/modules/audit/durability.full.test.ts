import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { hasPostgres, startPostgres } from '../../../scripts/temporary-postgres.mjs';
import { createDatabase } from '../../../src/platform/database/index.js';
import { auditLog } from '../../helpers/audit-log-sql.js';
import { openAuditInstance } from '../../helpers/test-audit-log.js';
import { testDatabaseUrl } from '../../helpers/test-database.js';

/** Every acknowledged entry survives a crash of Postgres, and the chain stays intact. */

// The test crashes Postgres, so it starts a separate server.
const describeWithBinaries = testDatabaseUrl !== null && hasPostgres() ? describe : describe.skip;

describeWithBinaries('a crash of Postgres', () => {
  test('loses no acknowledged entry and leaves an intact chain', async () => {
    const postgres = await startPostgres({ durable: true });
    const key = randomBytes(32);
    const tables = createDatabase({ kind: 'postgres', url: postgres.url, poolSize: 2 }, []);
    await tables.open();
    await tables.migrate();
    await tables.close();
    const acknowledged: string[] = [];

    for (let crash = 0; crash < 3; crash += 1) {
      const instance = await openAuditInstance(postgres.url, key, 12);
      await instance.module.open();
      const stopped = new AbortController();
      const writers = Array.from({ length: 12 }, async (_, writer) => {
        for (let round = 0; !stopped.signal.aborted; round += 1) {
          const reason = `${crash}-${writer}-${round}`;
          // A rejected entry was not acknowledged.
          await instance.publishEvents({ reason }).then(
            () => acknowledged.push(reason),
            () => stopped.abort(),
          );
        }
      });
      const enough = acknowledged.length + 16;
      while (acknowledged.length < enough && !stopped.signal.aborted) await delay(20);
      await killBackend(postgres.url);
      stopped.abort();
      await Promise.all(writers);
      await instance.close();
      await waitUntilReachable(postgres.url);
    }

    const last = await openAuditInstance(postgres.url, key, 2);
    const verification = await last.module.verifier.verify();
    await last.close();
    const client = await connect(postgres.url);
    const { rows } = await client.query<{ reason: string }>(`SELECT reason FROM ${auditLog}`);
    await client.end();
    await postgres.stop();
    const stored = new Set(rows.map(({ reason }) => reason));
    expect(acknowledged.length).toBeGreaterThan(30);
    expect(acknowledged.filter((reason) => !stored.has(reason))).toEqual([]);
    expect(verification.valid).toBe(true);
  });
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** A killed backend makes Postgres reset its shared memory and recover from its write-ahead log. */
async function killBackend(url: string): Promise<void> {
  const client = await connect(url);
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await client.end().catch(() => {});
}

async function waitUntilReachable(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isReachable = await connect(url).then(
      async (client) => {
        await client.end();
        return true;
      },
      () => false,
    );
    if (isReachable) return;
    await delay(100);
  }
  throw new Error('Postgres is not reachable');
}
