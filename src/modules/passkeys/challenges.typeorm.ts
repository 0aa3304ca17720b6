import { entityManager } from '../../platform/database/index.js';
import type { UsedChallenges } from './challenges.js';

export const typeormUsedChallenges: UsedChallenges = {
  // A concurrent transaction with the same challenge waits here for the end of this one.
  markUsed: async (transaction, challenge, expiresAt) => {
    const rows: unknown[] = await entityManager(transaction).query(
      `INSERT INTO used_passkey_challenges (challenge, expires_at) VALUES ($1, $2)
       ON CONFLICT DO NOTHING RETURNING expires_at`,
      [Buffer.from(challenge), expiresAt],
    );
    return rows.length > 0;
  },
  removeExpired: async (transaction, before, maxRows) => {
    const [, count]: [unknown, number] = await entityManager(transaction).query(
      `DELETE FROM used_passkey_challenges WHERE challenge IN (
         SELECT challenge FROM used_passkey_challenges WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, maxRows],
    );
    return count;
  },
};
