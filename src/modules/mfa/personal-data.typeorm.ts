import { entityManager } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';

/** Returns what is stored about the second factors of a user, without secrets and codes. */
export async function findPersonalFactors(reader: Reader, userId: UserId): Promise<unknown> {
  const [factors]: readonly unknown[] = await entityManager(reader).query(
    `SELECT
       (SELECT confirmed_at FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS "totpSince",
       (SELECT count(*)::integer FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL)
         AS "unusedRecoveryCodes"`,
    [userId],
  );
  return factors;
}
