import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { entityManager } from '../../../src/platform/database/index.js';
import { createTestAuditLog, type TestAuditLog, userId } from '../../helpers/test-audit-log.js';

let log: TestAuditLog;
beforeAll(async () => {
  log = await createTestAuditLog();
});
afterAll(() => log.close());

test('an event becomes an entry with where it came from', async () => {
  const origin = { ipAddress: '203.0.113.9', userAgent: 'Browser', requestId: 'request-1' };

  await log.origins.run(origin, () =>
    log.publishEvents({
      type: 'user.role-changed',
      reason: 'helps out',
      changes: { role: { from: 'USER', to: 'SUPPORT' } },
    }),
  );

  expect((await log.rows()).at(-1)).toMatchObject({
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

test('what no request asked for has no address, and one made-up request id for each transaction', async () => {
  await log.publishEvents({}, { actor: { type: 'SYSTEM' } });
  await log.publishEvents({ actor: { type: 'SYSTEM' } });

  const [first, second, third] = (await log.rows()).slice(-3).map((row) => row['request_id']);
  expect(first).toMatch(/^cli-[0-9a-f-]{36}$/);
  expect(second).toBe(first);
  expect(third).toMatch(/^system-[0-9a-f-]{36}$/);
});

describe('an entry and its change', () => {
  const counted = async (): Promise<number> => (await log.rows()).length;

  test('are rolled back together', async () => {
    const before = await counted();

    const failing = log.opened.database.transactions.run(async (transaction) => {
      await log.events.publish(transaction, {
        type: 'user.created',
        occurredAt: new Date(),
        actor: { type: 'CLI' },
        subjectId: userId,
      });
      await entityManager(transaction).query(`INSERT INTO rate_limits VALUES ('change', 1, null)`);
      throw new Error('refused');
    });

    await expect(failing).rejects.toThrow('refused');
    const rows = await log.opened.database.dataSource.query(`SELECT 1 FROM rate_limits WHERE key = 'change'`);
    expect([await counted(), rows]).toEqual([before, []]);
    expect(await log.module.verifier.verify()).toMatchObject({ valid: true });
  });

  test('are refused together when the entry cannot be written', async () => {
    const before = await counted();

    const failing = log.opened.database.transactions.run(async (transaction) => {
      await entityManager(transaction).query(`INSERT INTO rate_limits VALUES ('change', 1, null)`);
      await log.events.publish(transaction, {
        type: 'user.created',
        occurredAt: new Date(Number.NaN),
        actor: { type: 'CLI' },
        subjectId: userId,
      });
    });

    await expect(failing).rejects.toThrow();
    const rows = await log.opened.database.dataSource.query(`SELECT 1 FROM rate_limits WHERE key = 'change'`);
    expect([await counted(), rows]).toEqual([before, []]);
  });
});

test('text that no database keeps is kept as what can be, and the chain holds', async () => {
  await log.publishEvents({
    reason: 'nul \0 and half \ud800 a pair',
    changes: { fullName: { from: '\0', to: '\udfff' } },
  });

  const row = (await log.rows()).at(-1);
  expect(row?.['reason']).toBe('nul \ufffd and half \ufffd a pair');
  expect(await log.module.verifier.verify()).toMatchObject({ valid: true });
});

test('changes that are too large to be shown are recorded by their size', async () => {
  const large = { note: 'x'.repeat(15_000) };

  await log.publishEvents({
    changes: { metadata: { from: large, to: { ...large, more: 1 } }, role: { from: 'USER', to: 'ADMIN' } },
  });

  const changes = JSON.parse(String((await log.rows()).at(-1)?.['changes']));
  expect(changes.role).toEqual({ from: 'USER', to: 'ADMIN' });
  expect(changes.metadata).toEqual({ from: { omittedBytes: 15_011 }, to: { omittedBytes: 15_020 } });
});
