import { entityManager } from '../../platform/database/index.js';
import type { Reader, UserId } from '../../shared/index.js';
import type { EmailChangeRepository } from './email-changes.js';
import { emailChangesTable } from './email-changes.table.js';

export const typeormEmailChangeRepository: EmailChangeRepository = {
  isReserved: async (reader, emailKey, { except, now }) => {
    const rows: readonly unknown[] = await entityManager(reader).query(
      `SELECT 1 FROM email_changes change JOIN users owner ON owner.id = change.user_id
       WHERE change.previous_email_key = $1 AND change.expires_at > $2 AND change.user_id <> $3
         AND owner.deleted_at IS NULL LIMIT 1`,
      [emailKey, now, except],
    );
    return rows.length > 0;
  },
  find: (reader, undoTokenHash) => entityManager(reader).findOneBy(emailChangesTable, { undoTokenHash }),
  insert: async (transaction, record) => {
    await entityManager(transaction).insert(emailChangesTable, record);
  },
  removeSince: async (transaction, { userId, changedAt, id }) => {
    await entityManager(transaction).query(
      'DELETE FROM email_changes WHERE user_id = $1 AND (changed_at > $2 OR changed_at = $2 AND id >= $3)',
      [userId, changedAt, id],
    );
  },
  removeAll: async (transaction, userId) => {
    await entityManager(transaction).delete(emailChangesTable, { userId });
  },
  removeOld: async (transaction, before, maxRows) => {
    const [, count]: [unknown, number] = await entityManager(transaction).query(
      `DELETE FROM email_changes WHERE id IN (
         SELECT change.id FROM email_changes change JOIN users owner ON owner.id = change.user_id
         WHERE change.expires_at < $1 OR owner.deleted_at IS NOT NULL
         LIMIT $2 FOR UPDATE OF change SKIP LOCKED)`,
      [before, maxRows],
    );
    return count;
  },
};

/** Returns the previous addresses that are stored for a user, newest first. */
export function findPersonalEmailChanges(reader: Reader, userId: UserId): Promise<readonly unknown[]> {
  return entityManager(reader).query(
    `SELECT previous_email AS "previousEmail", changed_at AS "changedAt", expires_at AS "expiresAt"
     FROM email_changes WHERE user_id = $1 ORDER BY changed_at DESC, id DESC`,
    [userId],
  );
}
