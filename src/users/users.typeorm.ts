import { IsNull, type QueryDeepPartialEntity } from 'typeorm';
import { advisoryLock, entityManager, isUniqueViolation } from '../database/index.js';
import { DomainError, type Transaction } from '../kernel/index.js';
import type { LockAdministrators } from './ports.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { usersTable } from './users.table.js';
import { emailTaken, usernameTaken } from './users-errors.js';

/** People in Postgres. */
export const usersInDatabase: UserRepository = {
  find: (reader, id) => entityManager(reader).findOneBy(usersTable, { id }),
  lock: (transaction, id) =>
    entityManager(transaction).findOne(usersTable, { where: { id }, lock: { mode: 'pessimistic_write' } }),
  findByUsernameKey: (reader, usernameKey) =>
    entityManager(reader).findOneBy(usersTable, { usernameKey, deletedAt: IsNull() }),
  findByEmailKey: (reader, emailKey) =>
    entityManager(reader).findOneBy(usersTable, { emailKey, deletedAt: IsNull() }),
  insert: (transaction, record) =>
    namingTaken(() => entityManager(transaction).insert(usersTable, record as Row)),
  update: (transaction, id, patch) =>
    namingTaken(() => entityManager(transaction).update(usersTable, { id }, patch as Row)),
  administrators: (reader) =>
    // Written with the constant, so that the planner sees that the partial index on roles serves.
    entityManager(reader)
      .createQueryBuilder(usersTable, 'person')
      .where(`person.role = 'ADMIN' AND person.deleted_at IS NULL`)
      .getMany(),
};

/** One transaction at a time makes administrators fewer. */
export const lockAdministrators: LockAdministrators = (transaction: Transaction) =>
  advisoryLock(transaction, 'administrators');

/** TypeORM's idea of a partial row takes JSON objects apart member by member, which no type of ours survives. */
type Row = QueryDeepPartialEntity<UserRecord>;

/** Two at once can both find a name free; the unique index lets one of them in, and the other is told why. */
async function namingTaken(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error, 'users_username_key_living')) throw new DomainError(usernameTaken);
    if (isUniqueViolation(error, 'users_email_key_living')) throw new DomainError(emailTaken);
    throw error;
  }
}
