import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AuditFilter, readAuditFilter } from '../../../src/modules/audit/audit-filter.js';
import { typeormAuditStore } from '../../../src/modules/audit/audit-store.typeorm.js';
import { createTestAuditLog, otherUserId, type TestAuditLog, userId } from '../../helpers/test-audit-log.js';

/** A page of a long log: found by an index in the order of the list, never by reading or sorting the log. */

let log: TestAuditLog;
const length = 30_000;
const asked: { query: string; values: readonly unknown[] }[] = [];

beforeAll(async () => {
  log = await createTestAuditLog();
  const { dataSource } = log.opened.database;
  // Everyday proportions: most of it logins of many users, some failures, few refusals.
  await dataSource.query(
    `INSERT INTO audit_events SELECT n, gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 second',
       CASE WHEN n % 50 = 0 THEN 'user.role-changed' WHEN n % 9 = 0 THEN 'login.failed' ELSE 'session.started' END,
       CASE WHEN n % 400 = 0 THEN 'DENIED' WHEN n % 9 = 0 THEN 'FAILURE' ELSE 'SUCCESS' END, NULL, 'USER',
       ('018f3f3e-0000-7000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid,
       ('018f3f3e-0000-7000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid,
       'session', gen_random_uuid()::text, '10.0.' || n % 7 || '.' || n % 5, 'Browser', 'request', NULL, sha256(n::text::bytea)
     FROM generate_series(2, $1::int) n`,
    [length],
  );
  await dataSource.query('ANALYZE audit_events');
  const silent = (): void => {};
  dataSource.setOptions({
    logger: {
      logQuery: (query: string, values?: readonly unknown[]) =>
        void asked.push({ query, values: values ?? [] }),
      logQueryError: silent,
      logQuerySlow: silent,
      logSchemaBuild: silent,
      logMigration: silent,
      log: silent,
    },
  });
});
afterAll(() => log.close());

async function planOf(work: () => Promise<unknown>): Promise<string> {
  asked.length = 0;
  await work();
  const [first] = asked;
  const rows: Record<string, string>[] = await log.opened.database.dataSource.query(
    `EXPLAIN ${first?.query}`,
    [...(first?.values ?? [])],
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const page = (filter: AuditFilter, before: number | null) =>
  typeormAuditStore.entriesBefore(
    log.opened.database.transactions.reader,
    readAuditFilter(filter),
    before === null ? null : { sequence: before, occurredAt: day('00:12') },
    21,
  );
const day = (text: string): Date => new Date(`2026-01-01T${text}:00Z`);

test.each([
  ['all', {}, null],
  ['all, from the middle', {}, length / 2],
  ['one action', { actions: ['user.role-changed'] }, null],
  ['one action, from the middle', { actions: ['user.role-changed'] }, length / 2],
  ['one actor', { actorId: userId }, null],
  ['one subject', { subjectId: otherUserId }, length / 2],
  ['refusals', { outcome: 'DENIED' as const }, null],
  ['one address', { ipAddress: '10.0.1.3' }, length / 2],
])('%s', async (_, filter, before) => {
  const plan = await planOf(() => page(filter, before));

  expect(plan).toMatch(/Index Scan/);
  expect(plan).not.toMatch(/Seq Scan|Sort/);
});

test.each([
  ['a few minutes long ago', { gte: day('00:10'), lt: day('00:15') }, null],
  ['a few minutes long ago, from their middle', { gte: day('00:10'), lt: day('00:15') }, 720],
  ['everything before some hours ago', { lt: day('02:00') }, null],
])('%s', async (_, occurredAt, before) => {
  const plan = await planOf(() => page({ occurredAt }, before));

  expect(plan).toMatch(/audit_events_by_time/);
  expect(plan).not.toMatch(/Seq Scan|Sort/);
});

test('the end of the log is found without reading it', async () => {
  const plan = await planOf(() => typeormAuditStore.readHead(log.opened.database.transactions.reader));

  expect(plan).not.toMatch(/Seq Scan on audit_events/);
});
