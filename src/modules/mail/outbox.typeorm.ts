import { awaitBeforeCommit, entityManager, sendWrite } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import { type MailOutboxRow, mailOutboxTable } from './mail-outbox.table.js';
import type { OutboxRepository, StoredMail } from './outbox.js';

const table = (reader: Reader) => entityManager(reader).getRepository(mailOutboxTable);

export const typeormOutboxRepository: OutboxRepository = {
  add: (transaction, { id, template, userId, sealed, createdAt }) =>
    sendWrite(
      transaction,
      `INSERT INTO mail_outbox (id, template, user_id, sealed, attempts, created_at, due_at)
       VALUES ($1, $2, $3, $4, 0, $5, $5)`,
      [id, template, userId, sealed, createdAt],
    ),
  awaitBeforeCommit,
  claim: async (transaction, { now, leaseEnd, maxMails }) => {
    const [rows]: [MailOutboxRow[], number] = await entityManager(transaction).query(
      // Materialized: a plan that runs the SELECT again for each row would claim more than asked for.
      `WITH due AS MATERIALIZED (
         SELECT id FROM mail_outbox WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       UPDATE mail_outbox mail SET attempts = attempts + 1, due_at = $2 FROM due WHERE mail.id = due.id
       RETURNING mail.id, template, user_id AS "userId", sealed, attempts, created_at AS "createdAt"`,
      [now, leaseEnd, maxMails],
    );
    return rows.map(toStoredMail);
  },
  remove: async (transaction, id) => {
    const { affected } = await table(transaction).delete({ id });
    return affected === 1;
  },
  removeOf: async (transaction, userId) => {
    await table(transaction).delete({ userId });
  },
  postpone: async (transaction, { id, attempts }, dueAt) => {
    await table(transaction).update({ id, attempts }, { dueAt });
  },
  count: (reader) => table(reader).count(),
};

function toStoredMail({ id, template, userId, sealed, attempts, createdAt }: MailOutboxRow): StoredMail {
  return {
    id,
    template,
    userId: userId === null ? null : parseUserId(userId),
    sealed: Buffer.from(sealed),
    attempts,
    createdAt,
  };
}
