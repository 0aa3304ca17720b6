import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { typeormAuditActivity } from '../../../src/modules/audit/audit-activity.typeorm.js';
import type { AuditEntry } from '../../../src/modules/audit/audit-event.js';
import { type AuditFilter, readAuditFilter } from '../../../src/modules/audit/audit-filter.js';
import { typeormAuditRepository } from '../../../src/modules/audit/audit-repository.typeorm.js';
import { eventually } from '../../helpers/eventually.js';
import { onStatement } from '../../helpers/record-statements.js';
import { createTestAuditLog, otherUserId, type TestAuditLog, userId } from '../../helpers/test-audit-log.js';

/**
 * Pages of a long log are read from an index in the order of the list, without scanning or sorting the log.
 */

let log: TestAuditLog;
const length = 30_000;
const statements: { query: string; values: readonly unknown[] }[] = [];

beforeAll(async () => {
  log = await createTestAuditLog();
  const { dataSource } = log.opened.database;
  // Typical proportions: mostly logins of many users, some failures, few denials.
  await dataSource.query(
    `INSERT INTO audit_events SELECT n, gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 second',
       CASE WHEN n % 50 = 0 THEN 'user.role-changed' WHEN n % 50 = 25 THEN 'user.disabled'
         WHEN n % 9 = 0 THEN 'login.failed'
         ELSE 'session.started' END,
       CASE WHEN n % 400 = 0 THEN 'DENIED' WHEN n % 9 = 0 THEN 'FAILURE' ELSE 'SUCCESS' END, NULL, 'USER',
       ('018f3f3e-0000-7000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid,
       ('018f3f3e-0000-7000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid,
       'session', gen_random_uuid()::text, '10.0.' || n % 7 || '.' || n % 5, 'Browser', 'request', NULL,
       sha256(n::text::bytea)
     FROM generate_series(2, $1::int) n`,
    [length],
  );
  await dataSource.query(
    `INSERT INTO audit_personal (entry_id, part, sequence, key, ip_address)
     SELECT id, 'origin', sequence, '', ip_address FROM audit_events WHERE ip_address IS NOT NULL`,
  );
  await dataSource.query('ANALYZE audit_events, audit_personal');
  onStatement(dataSource, (query, values) => void statements.push({ query, values }));
});
afterAll(() => log.close());

async function planOf(work: () => Promise<unknown>): Promise<string> {
  statements.length = 0;
  await work();
  const [first] = statements;
  const rows: Record<string, string>[] = await log.opened.database.dataSource.query(
    `EXPLAIN ${first?.query}`,
    [...(first?.values ?? [])],
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const page = (filter: AuditFilter, before: number | null) =>
  typeormAuditRepository.entriesBefore(
    log.opened.database.transactions.reader,
    readAuditFilter(filter),
    before === null ? null : { sequence: before, occurredAt: day('00:12') },
    21,
  );
const day = (text: string): Date => new Date(`2026-01-01T${text}:00Z`);

test.each([
  ['all entries', {}, null],
  ['all entries, from the middle', {}, length / 2],
  ['one action', { actions: ['user.role-changed'] }, null],
  ['one action, from the middle', { actions: ['user.role-changed'] }, length / 2],
  ['one actor', { actorId: userId }, null],
  ['one subject', { subjectId: otherUserId }, length / 2],
  ['denials', { outcome: 'DENIED' as const }, null],
  ['one address', { ipAddress: '10.0.1.3' }, length / 2],
])('a page of %s uses an index', async (_, filter, before) => {
  const plan = await planOf(() => page(filter, before));

  expect(plan).toMatch(/Index Scan/);
  expect(plan).not.toMatch(/Seq Scan|Sort/);
});

test.each([
  ['a few minutes near the start', { gte: day('00:10'), lt: day('00:15') }, null],
  ['a few minutes near the start, from their middle', { gte: day('00:10'), lt: day('00:15') }, 720],
  ['everything before a time', { lt: day('02:00') }, null],
])('a page of %s uses the index on time', async (_, occurredAt, before) => {
  const plan = await planOf(() => page({ occurredAt }, before));

  expect(plan).toMatch(/audit_events_by_time/);
  expect(plan).not.toMatch(/Seq Scan|Sort/);
});

test.each([
  ['subject', { subjectId: otherUserId }],
  ['actor', { actorId: otherUserId }],
])('entries of one %s before a time are found in an index that has their times', async (user, filter) => {
  // Index-only scans need to know that all rows are visible.
  await eventually(async () => {
    await log.opened.database.dataSource.query('VACUUM audit_events');
    const plan = await planOf(() => page({ ...filter, occurredAt: { lt: day('04:00') } }, null));

    expect(plan).toContain(`Index Only Scan using audit_events_by_${user}`);
    expect(plan).not.toMatch(/audit_events_by_time|Seq Scan/);
  });
});

test.each<[string, AuditFilter, readonly string[]]>([
  ['two rare actions', { actions: ['user.role-changed', 'user.disabled'] }, ['audit_events_by_action']],
  [
    'a rare action from one address',
    { actions: ['user.role-changed'], ipAddress: '10.0.1.3' },
    ['audit_personal_by_address'],
  ],
  [
    'a rare outcome in a time',
    { outcome: 'DENIED', occurredAt: { gte: day('01:00'), lt: day('04:00') } },
    ['audit_events_by_outcome'],
  ],
  [
    'one subject in a time',
    { subjectId: otherUserId, occurredAt: { gte: day('01:00'), lt: day('04:00') } },
    ['audit_events_by_subject'],
  ],
])('a page of %s reads what the rarest condition selects, by its index', async (_, filter, indexes) => {
  const plan = await planOf(() => page(filter, null));

  const used = plan.match(/audit_\w+_by_\w+/g) ?? [];
  expect(used).toEqual(expect.arrayContaining([...indexes]));
  expect(plan).not.toMatch(/Seq Scan|audit_events_by_time|Backward using audit_events_pkey/);
});

test('pages of one subject before a time have each of its entries once, latest first', async () => {
  const { dataSource } = log.opened.database;
  const rows: { sequence: number }[] = await dataSource.query(
    `SELECT sequence::integer AS sequence FROM audit_events WHERE subject_id = $1 AND occurred_at < $2
     ORDER BY occurred_at DESC, sequence DESC`,
    [otherUserId, day('04:00')],
  );
  const found: AuditEntry[] = [];
  for (let isLast = false; !isLast; ) {
    const entries = await typeormAuditRepository.entriesBefore(
      log.opened.database.transactions.reader,
      readAuditFilter({ subjectId: otherUserId, occurredAt: { lt: day('04:00') } }),
      found.at(-1) ?? null,
      7,
    );
    found.push(...entries);
    isLast = entries.length < 7;
  }

  expect(rows.length).toBeGreaterThan(20);
  expect(found.map(({ sequence }) => sequence)).toEqual(rows.map(({ sequence }) => sequence));
});

test('readHead does not scan the log', async () => {
  const plan = await planOf(() => typeormAuditRepository.readHead(log.opened.database.transactions.reader));

  expect(plan).not.toMatch(/Seq Scan on audit_events/);
});

test('the figures of an hour use the index on time', async () => {
  const { reader } = log.opened.database.transactions;
  const plan = await planOf(() => typeormAuditActivity.countByHour(reader, day('00:00'), day('00:10')));

  expect(plan).toMatch(
    /Index (Only )?Scan using audit_events_by_time|Bitmap Index Scan on audit_events_by_time/,
  );
});
