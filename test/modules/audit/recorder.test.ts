import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { entityManager } from '../../../src/platform/database/index.js';
import { createTestAuditLog, type TestAuditLog, userId } from '../../helpers/test-audit-log.js';

let log: TestAuditLog;
beforeAll(async () => {
  log = await createTestAuditLog();
});
afterAll(() => log.close());

test('records an event with the origin of the request', async () => {
  const origin = { ipAddress: '203.0.113.9', userAgent: 'Browser', requestId: 'request-1' };

  await log.origins.run(origin, () =>
    log.publishEvents({
      type: 'user.role-changed',
      reason: 'helps out',
      changes: { role: { from: 'USER', to: 'SUPPORT' } },
    }),
  );

  expect((await log.entries()).at(-1)).toMatchObject({
    action: 'user.role-changed',
    outcome: 'SUCCESS',
    reason: 'helps out',
    actor_type: 'CLI',
    actor_id: null,
    subject_id: userId,
    ip_address: '203.0.113.9',
    user_agent: 'Browser',
    request_id: 'request-1',
    changes: '{"role":{"from":"USER","to":"SUPPORT"}}',
  });
});

test('records events without a request with one generated request id per transaction', async () => {
  await log.publishEvents({}, { actor: { type: 'SYSTEM' } });
  await log.publishEvents({ actor: { type: 'SYSTEM' } });

  const [first, second, third] = (await log.rows()).slice(-3).map((row) => row['request_id']);
  expect(first).toMatch(/^cli-[0-9a-f-]{36}$/);
  expect(second).toBe(first);
  expect(third).toMatch(/^system-[0-9a-f-]{36}$/);
});

describe('an entry and its change', () => {
  const countRows = async (): Promise<number> => (await log.rows()).length;

  test('are rolled back together when the transaction fails', async () => {
    const before = await countRows();

    const failedTransaction = log.opened.database.transactions.run(async (transaction) => {
      await log.events.publishEvent(transaction, {
        type: 'user.created',
        occurredAt: new Date(),
        actor: { type: 'CLI' },
        subjectId: userId,
      });
      await entityManager(transaction).query(`INSERT INTO rate_limits VALUES ('change', 1, null)`);
      throw new Error('rejected');
    });

    await expect(failedTransaction).rejects.toThrow('rejected');
    const rows = await log.opened.database.dataSource.query(`SELECT 1 FROM rate_limits WHERE key = 'change'`);
    expect([await countRows(), rows]).toEqual([before, []]);
    expect(await log.module.verifier.verify()).toMatchObject({ valid: true });
  });

  test('are rolled back together when the entry cannot be written', async () => {
    const before = await countRows();

    const failedTransaction = log.opened.database.transactions.run(async (transaction) => {
      await entityManager(transaction).query(`INSERT INTO rate_limits VALUES ('change', 1, null)`);
      await log.events.publishEvent(transaction, {
        type: 'user.created',
        occurredAt: new Date(Number.NaN),
        actor: { type: 'CLI' },
        subjectId: userId,
      });
    });

    await expect(failedTransaction).rejects.toThrow();
    const rows = await log.opened.database.dataSource.query(`SELECT 1 FROM rate_limits WHERE key = 'change'`);
    expect([await countRows(), rows]).toEqual([before, []]);
  });
});

test('replaces characters that Postgres cannot store, and the chain stays valid', async () => {
  await log.publishEvents({
    reason: 'a NUL \0 and a lone \ud800 surrogate',
    changes: { fullName: { from: '\0', to: '\udfff' } },
  });

  const row = (await log.entries()).at(-1);
  expect(row?.['reason']).toBe('a NUL \ufffd and a lone \ufffd surrogate');
  expect(await log.module.verifier.verify()).toMatchObject({ valid: true });
});

test('records the size of changes that are too large', async () => {
  const large = { note: 'x'.repeat(15_000) };

  await log.publishEvents({
    changes: { metadata: { from: large, to: { ...large, more: 1 } }, role: { from: 'USER', to: 'ADMIN' } },
  });

  const changes = JSON.parse(String((await log.entries()).at(-1)?.['changes']));
  expect(changes.role).toEqual({ from: 'USER', to: 'ADMIN' });
  expect(changes.metadata).toEqual({ from: { omittedBytes: 15_011 }, to: { omittedBytes: 15_020 } });
});
