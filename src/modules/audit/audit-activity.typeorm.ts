import { entityManager } from '../../platform/database/index.js';
import type { AuditActivity, AuditCheck, HourlyCount } from './audit-activity.js';

// Users who sign up, and first administrators, are created by the server itself.
const countSql = `
  SELECT date_trunc('hour', occurred_at, 'UTC') AS hour, kind,
    CASE WHEN kind = 'refusals' THEN resource_id END AS coordinate, count(*)::integer AS count
  FROM (
    SELECT occurred_at, resource_id, CASE
      WHEN action = 'session.started' THEN 'signIns'
      WHEN action IN ('login.failed', 'login.throttled') THEN 'failures'
      WHEN action = 'user.created' AND actor_type = 'SYSTEM' THEN 'signUps'
      WHEN action = 'access.denied' THEN 'refusals'
    END AS kind
    FROM audit_events WHERE occurred_at >= $1 AND occurred_at < $2
  ) events
  WHERE kind IS NOT NULL
  GROUP BY 1, 2, 3`;

export const typeormAuditActivity: AuditActivity = {
  countByHour: async (reader, from, before) => {
    // TypeORM types the rows as `any`; the statement names the members.
    const rows: readonly HourlyCount[] = await entityManager(reader).query(countSql, [from, before]);
    return rows;
  },
  findLastCheck: async (reader) => {
    const [row]: readonly AuditCheck[] = await entityManager(reader).query(
      'SELECT checked_at AS "checkedAt", valid FROM audit_checks',
    );
    return row ?? null;
  },
  recordCheck: async (transaction, { checkedAt, valid }) => {
    await entityManager(transaction).query(
      `INSERT INTO audit_checks (id, checked_at, valid) VALUES (1, $1, $2)
       ON CONFLICT (id) DO UPDATE SET checked_at = EXCLUDED.checked_at, valid = EXCLUDED.valid`,
      [checkedAt, valid],
    );
  },
};
