import { v7 as uuidv7 } from 'uuid';
import { entityManager } from '../../platform/database/index.js';
import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { PasswordHash } from './password-hash.js';

/**
 * Adds the user's current hash to the history and keeps the newest `keep` entries. Does nothing for a user
 * without a password.
 */
export async function archiveCurrentHash(
  transaction: Transaction,
  userId: UserId,
  keep: number,
): Promise<void> {
  const manager = entityManager(transaction);
  const archived: unknown[] = await manager.query(
    `INSERT INTO password_history (id, user_id, hash, chosen_at)
     SELECT $2::uuid, user_id, hash, changed_at FROM password_credentials WHERE user_id = $1::uuid RETURNING id`,
    [userId, uuidv7()],
  );
  if (archived.length === 0) return;
  await manager.query(
    `DELETE FROM password_history WHERE user_id = $1::uuid AND id NOT IN (
       SELECT id FROM password_history WHERE user_id = $1::uuid ORDER BY chosen_at DESC, id DESC LIMIT $2)`,
    [userId, keep],
  );
}

/** Returns the user's most recent hashes, the current one first. */
export async function lastHashes(
  reader: Reader,
  userId: UserId,
  limit: number,
): Promise<readonly PasswordHash[]> {
  const rows: { hash: string }[] = await entityManager(reader).query(
    `SELECT hash FROM (
       SELECT hash, changed_at AS chosen_at, 1 AS is_current, user_id AS id FROM password_credentials WHERE user_id = $1::uuid
       UNION ALL
       SELECT hash, chosen_at, 0, id FROM password_history WHERE user_id = $1::uuid
     ) AS known ORDER BY is_current DESC, chosen_at DESC, id DESC LIMIT $2`,
    [userId, limit],
  );
  // Any stored text is treated as a hash; the comparison decides whether it can be checked.
  return rows.map(({ hash }) => hash as PasswordHash);
}

/** Deletes the password history of a user. */
export async function deleteFormerHashes(transaction: Transaction, userId: UserId): Promise<void> {
  await entityManager(transaction).query('DELETE FROM password_history WHERE user_id = $1::uuid', [userId]);
}
