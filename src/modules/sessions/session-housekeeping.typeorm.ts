import { entityManager } from '../../platform/database/index.js';
import type { Reader, SessionId, Transaction } from '../../shared/index.js';
import type { SessionRemoval } from './session-housekeeping.js';

const ofDeletedUser = 'EXISTS (SELECT FROM users WHERE users.id = user_id AND users.deleted_at IS NOT NULL)';

/**
 * Removes rows of `sessions`; the foreign key removes their refresh tokens. No index has `expires_at`,
 * because each refresh changes it, and would have to update every index then. `earliest_expires_at` is
 * never later; triggers set it for a new session, and for one whose lifetime is shortened. A refresh leaves
 * it as it is, so that a session can be due by its index and not yet over: it is postponed then, which
 * happens at most once per lifetime and retention. The sessions of a deleted user are always due.
 */
export const typeormSessionRemoval: SessionRemoval = {
  findDue: async (reader, before, limit) => {
    // TypeORM types the rows as `any`; the statement names the member.
    const rows: readonly { readonly id: SessionId }[] = await entityManager(reader).query(
      'SELECT id FROM sessions WHERE least(ended_at, earliest_expires_at) < $1 LIMIT $2',
      [before, limit],
    );
    return rows.map(({ id }) => id);
  },
  removeOrPostpone: async (transaction, before, ids) => {
    const removed = await remove(
      transaction,
      `SELECT id FROM sessions WHERE id = ANY($2::uuid[]) AND (ended_at < $1 OR expires_at < $1 OR ${ofDeletedUser})
       FOR UPDATE SKIP LOCKED`,
      [before, ids],
    );
    const [, postponed]: [unknown, number] = await entityManager(transaction).query(
      `UPDATE sessions SET earliest_expires_at = expires_at WHERE id IN (
         SELECT id FROM sessions WHERE id = ANY($2::uuid[]) AND earliest_expires_at < $1 AND expires_at >= $1
           AND (ended_at >= $1) IS NOT FALSE AND NOT ${ofDeletedUser} FOR UPDATE SKIP LOCKED)`,
      [before, ids],
    );
    return removed + postponed;
  },
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
