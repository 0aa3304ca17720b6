import { entityManager } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';

/** Returns when a user set the password, without its hash; null when there is none. */
export async function findPersonalPassword(reader: Reader, userId: UserId): Promise<unknown> {
  const [password]: readonly unknown[] = await entityManager(reader).query(
    `SELECT changed_at AS "changedAt", must_change AS "mustChange"
     FROM password_credentials WHERE user_id = $1`,
    [userId],
  );
  return password ?? null;
}
