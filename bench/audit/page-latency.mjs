/** Measures the time of a page of the audit log. */
import { readAuditFilter } from '../../dist/modules/audit/audit-filter.js';
import { typeormAuditRepository } from '../../dist/modules/audit/audit-repository.typeorm.js';
import { asReader } from '../../dist/platform/database/entity-manager.js';

/** Fills the log with entries in typical proportions. Their hashes are not valid. */
export async function fillLog({ query }, rows) {
  await query('SET statement_timeout = 0');
  await query(
    `INSERT INTO audit_events
     SELECT n, gen_random_uuid(), timestamptz '2025-01-01' + n * interval '10 seconds',
       CASE WHEN n % 50 = 0 THEN 'user.role-changed' WHEN n % 9 = 0 THEN 'login.failed'
         ELSE 'session.started' END,
       CASE WHEN n % 400 = 0 THEN 'DENIED' WHEN n % 9 = 0 THEN 'FAILURE' ELSE 'SUCCESS' END, NULL, 'USER',
       md5((n % 5000)::text)::uuid, md5((n % 5000)::text)::uuid,
       'session', gen_random_uuid()::text, '10.0.' || n % 7 || '.' || n % 250, 'Browser', 'request', NULL,
       sha256(n::text::bytea)
     FROM generate_series((SELECT max(sequence) + 1 FROM audit_events), $1::bigint) n`,
    [rows],
  );
  await query('ANALYZE audit_events');
}

const filters = {
  'newest entries': {},
  'one user': { subjectId: 'c4ca4238-a0b9-2382-0dcc-509a6f75849b' },
  'one action': { actions: ['user.role-changed'] },
  denials: { outcome: 'DENIED' },
  'one address': { ipAddress: '10.0.1.15' },
  'one day': { occurredAt: { gte: new Date('2025-01-02'), lt: new Date('2025-01-03') } },
};

/** Returns the median time of a page for each filter, as text. */
export async function measurePages({ dataSource }) {
  const reader = asReader(dataSource.manager);
  const results = [];
  for (const [name, filter] of Object.entries(filters)) {
    const times = [];
    for (let round = 0; round < 30; round += 1) {
      const started = performance.now();
      await typeormAuditRepository.entriesBefore(reader, readAuditFilter(filter), null, 21);
      times.push(performance.now() - started);
    }
    times.sort((one, other) => one - other);
    results.push(`${name} ${times[15].toFixed(1)} ms`);
  }
  return results.join(', ');
}
