import { entityManager } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';

/** Returns the links that were issued to a user, without tokens, newest first. */
export function findPersonalLinks(reader: Reader, userId: UserId): Promise<readonly unknown[]> {
  return entityManager(reader).query(
    `SELECT purpose, new_email AS "newEmail", created_at AS "createdAt", expires_at AS "expiresAt",
       used_at AS "usedAt"
     FROM one_time_tokens WHERE user_id = $1 ORDER BY created_at DESC, id DESC`,
    [userId],
  );
}
