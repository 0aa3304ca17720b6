import { IsNull, MoreThan, type QueryDeepPartialEntity } from 'typeorm';
import { advisoryLock, entityManager, isUniqueViolation, sendWrite } from '../../platform/database/index.js';
import { DomainError, type Reader, type Transaction, type UserId } from '../../shared/index.js';
import type { LockAdministrators } from './administrators.js';
import { selectUsers } from './select-users.typeorm.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { usersTable } from './users.table.js';
import { emailTaken, usernameTaken } from './users-errors.js';

export const typeormUserRepository: UserRepository = {
  find: (reader, id) => findOne(reader, 'WHERE id = $1', id),
  findAll: (reader, ids) =>
    ids.length === 0 ? Promise.resolve([]) : selectUsers(reader, 'WHERE id = ANY($1::uuid[])', [ids]),
  findAfter: (reader, after, limit) =>
    entityManager(reader).find(usersTable, {
      where: { deletedAt: IsNull(), ...(after === null ? {} : { id: MoreThan(after) }) },
      order: { id: 'ASC' },
      take: limit,
    }),
  lock: (transaction, id) => findOne(transaction, 'WHERE id = $1 FOR UPDATE', id),
  recordLogin: (transaction, id, at) =>
    sendWrite(transaction, 'UPDATE users SET last_login_at = $2 WHERE id = $1', [id, at]),
  findByUsernameKey: (reader, usernameKey) => findNotDeleted(reader, 'username_key = $1', usernameKey),
  findByEmailKey: (reader, emailKey) =>
    findNotDeleted(reader, 'email_key = $1 AND NOT verification_pending', emailKey),
  lockOwnerOrPending: (transaction, emailKey) => {
    const newest = 'ORDER BY verification_pending, id DESC LIMIT 1 FOR UPDATE';
    return findNotDeleted(transaction, 'email_key = $1', emailKey, newest);
  },
  insert: (transaction, record) =>
    translateUniqueViolation(() => entityManager(transaction).insert(usersTable, record as Row)),
  update: (transaction, id, patch) =>
    translateUniqueViolation(() => entityManager(transaction).update(usersTable, { id }, patch as Row)),
  remove: async (transaction, id) => {
    await entityManager(transaction).delete(usersTable, { id });
  },
  findDeletedBefore: (reader, before, limit) =>
    findIds(reader, 'deleted_at <= $1 ORDER BY deleted_at', before, limit),
  findUnverifiedBefore: (reader, before, limit) =>
    // As in the partial index.
    findIds(
      reader,
      `verification_pending AND last_login_at IS NULL AND disabled_at IS NULL AND deleted_at IS NULL
       AND created_at <= $1 ORDER BY created_at`,
      before,
      limit,
    ),
  administrators: (reader) =>
    // The role is a constant in the SQL, so that the planner can use the partial index on roles.
    entityManager(reader)
      .createQueryBuilder(usersTable, 'users')
      .where(`users.role = 'ADMIN' AND users.deleted_at IS NULL`)
      .getMany(),
  undeclaredRoles: (reader, declared) =>
    entityManager(reader).query(
      // USER is always declared: the first condition is that of the partial index on roles.
      `SELECT role, count(*)::integer AS users FROM users
       WHERE role <> 'USER' AND role <> ALL($1::text[]) AND deleted_at IS NULL GROUP BY role ORDER BY role`,
      [declared],
    ),
};

async function findIds(
  reader: Reader,
  condition: string,
  before: Date,
  limit: number,
): Promise<readonly UserId[]> {
  const found: readonly { readonly id: UserId }[] = await entityManager(reader).query(
    `SELECT id FROM users WHERE ${condition} LIMIT $2`,
    [before, limit],
  );
  return found.map(({ id }) => id);
}

function findNotDeleted(
  reader: Reader,
  condition: string,
  key: string,
  order = '',
): Promise<UserRecord | null> {
  return findOne(reader, `WHERE ${condition} AND deleted_at IS NULL ${order}`, key);
}

async function findOne(reader: Reader, clauses: string, key: string): Promise<UserRecord | null> {
  const [record = null] = await selectUsers(reader, clauses, [key]);
  return record;
}

export const lockAdministrators: LockAdministrators = (transaction: Transaction) =>
  advisoryLock(transaction, 'administrators');

/** TypeORM's partial row type splits JSON objects member by member, which is incompatible with `Metadata`. */
type Row = QueryDeepPartialEntity<UserRecord>;

/** Two concurrent transactions can both find a name free. The unique index rejects one of them. */
async function translateUniqueViolation(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error, 'users_username_key_living')) throw new DomainError(usernameTaken);
    if (isUniqueViolation(error, 'users_email_key_living')) throw new DomainError(emailTaken);
    throw error;
  }
}
