import { entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import { statusSql } from './user-conditions.js';

/** How many users there are, deleted ones excluded. */
export interface UserCounts {
  readonly total: number;
  readonly active: number;
  readonly invited: number;
  readonly disabled: number;
  /** The active users with role ADMIN. */
  readonly administrators: number;
}

/** Counts with one scan of the table. */
export async function countUsers(reader: Reader, now: Date): Promise<UserCounts> {
  const count = (condition: string, name: string): string =>
    `count(*) FILTER (WHERE ${condition.replaceAll(':now', '$1')})::integer AS ${name}`;
  const [counts]: [UserCounts] = await entityManager(reader).query(
    `SELECT count(*)::integer AS total, ${count(statusSql.ACTIVE, 'active')},
       ${count(statusSql.INVITED, 'invited')}, ${count(statusSql.DISABLED, 'disabled')},
       ${count(`${statusSql.ACTIVE} AND users.role = 'ADMIN'`, 'administrators')}
     FROM users WHERE deleted_at IS NULL`,
    [now],
  );
  return counts;
}
