import { entityManager } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';

/** Returns all stored sessions of a user, without tokens, newest first. */
export function findPersonalSessions(reader: Reader, userId: UserId): Promise<readonly unknown[]> {
  return entityManager(reader).query(
    `SELECT id, device_name AS "deviceName", ip_address AS "ipAddress", user_agent AS "userAgent", scope,
       auth_methods AS "authMethods", created_at AS "createdAt", authenticated_at AS "authenticatedAt",
       last_used_at AS "lastUsedAt", expires_at AS "expiresAt", ended_at AS "endedAt", end_reason AS "endReason"
     FROM sessions WHERE user_id = $1 ORDER BY created_at DESC, id DESC`,
    [userId],
  );
}
