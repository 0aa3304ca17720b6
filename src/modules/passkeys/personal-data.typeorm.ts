import { entityManager } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';

/** Returns what is stored about the passkeys of a user, without keys. */
export function findPersonalPasskeys(reader: Reader, userId: UserId): Promise<readonly unknown[]> {
  return entityManager(reader).query(
    `SELECT id, name, transports, backed_up AS "backedUp", created_at AS "createdAt",
       last_used_at AS "lastUsedAt"
     FROM passkeys WHERE user_id = $1 ORDER BY created_at, id`,
    [userId],
  );
}
