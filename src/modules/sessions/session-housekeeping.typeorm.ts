import { entityManager } from '../../platform/database/index.js';
import type { Reader, SessionId, Transaction } from '../../shared/index.js';
import type { SessionRemoval } from './session-housekeeping.js';

/**
 * Removes rows of `sessions`; the foreign key removes their refresh tokens. The search has no index of its
 * own on purpose: `expires_at` changes at every refresh, and maintaining an index would cost more than
 * reading the sessions that started before the retention, by the index on the creation.
 */
export const typeormSessionRemoval: SessionRemoval = {
  findExpired: async (reader, before, limit) => {
    // TypeORM types the rows as `any`; the statement names the member.
    const rows: readonly { readonly id: SessionId }[] = await entityManager(reader).query(
      'SELECT id FROM sessions WHERE created_at < $1 AND (ended_at < $1 OR expires_at < $1) LIMIT $2',
      [before, limit],
    );
    return rows.map(({ id }) => id);
  },
  removeExpired: (transaction, before, ids) =>
    remove(
      transaction,
      `SELECT id FROM sessions WHERE id = ANY($2::uuid[]) AND (ended_at < $1 OR expires_at < $1)
       FOR UPDATE SKIP LOCKED`,
      [before, ids],
    ),
  removeOfDeletedUsers: (transaction, maxRows) =>
    remove(
      transaction,
      `SELECT sessions.id FROM sessions JOIN users ON users.id = sessions.user_id
       WHERE users.deleted_at IS NOT NULL LIMIT $1 FOR UPDATE OF sessions SKIP LOCKED`,
      [maxRows],
    ),
};

/** Counts the sessions that have neither ended nor expired. */
export async function countActiveSessions(reader: Reader, now: Date): Promise<number> {
  const [row]: [{ readonly count: string }] = await entityManager(reader).query(
    'SELECT count(*) AS count FROM sessions WHERE ended_at IS NULL AND expires_at > $1',
    [now],
  );
  return Number(row.count);
}

async function remove(transaction: Transaction, selectIds: string, parameters: unknown[]): Promise<number> {
  const [, count]: [unknown, number] = await entityManager(transaction).query(
    `DELETE FROM sessions WHERE id IN (${selectIds})`,
    parameters,
  );
  return count;
}
