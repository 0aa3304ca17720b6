import { In, type QueryDeepPartialEntity } from 'typeorm';
import { advisoryLock, entityManager, isUniqueViolation } from '../../platform/database/index.js';
import { DomainError, type Reader, type Transaction } from '../../shared/index.js';
import type { LockAdministrators } from './ports.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { usersTable } from './users.table.js';
import { emailTaken, usernameTaken } from './users-errors.js';

/** Users in Postgres. */
export const typeormUserRepository: UserRepository = {
  find: (reader, id) => entityManager(reader).findOneBy(usersTable, { id }),
  findAll: (reader, ids) =>
    ids.length === 0 ? Promise.resolve([]) : entityManager(reader).findBy(usersTable, { id: In([...ids]) }),
  lock: (transaction, id) =>
    entityManager(transaction).findOne(usersTable, { where: { id }, lock: { mode: 'pessimistic_write' } }),
  findByUsernameKey: (reader, usernameKey) => findNotDeleted(reader, 'username_key', usernameKey),
  findByEmailKey: (reader, emailKey) => findNotDeleted(reader, 'email_key', emailKey),
  insert: (transaction, record) =>
    translateUniqueViolation(() => entityManager(transaction).insert(usersTable, record as Row)),
  update: (transaction, id, patch) =>
    translateUniqueViolation(() => entityManager(transaction).update(usersTable, { id }, patch as Row)),
  administrators: (reader) =>
    // Written with the constant, so that the planner sees that the partial index on roles serves.
    entityManager(reader)
      .createQueryBuilder(usersTable, 'users')
      .where(`users.role = 'ADMIN' AND users.deleted_at IS NULL`)
      .getMany(),
};

/** Written by hand: TypeORM takes so long to make an object of a row that the time of a login would tell a known name from an unknown one. */
async function findNotDeleted(
  reader: Reader,
  column: 'username_key' | 'email_key',
  key: string,
): Promise<UserRecord | null> {
  const manager = entityManager(reader);
  const [row]: Readonly<Record<string, unknown>>[] = await manager.query(
    `SELECT * FROM users WHERE ${column} = $1 AND deleted_at IS NULL`,
    [key],
  );
  if (row === undefined) return null;
  const { columns } = manager.dataSource.getMetadata(usersTable);
  // The driver reads every type of these columns as the record has it, and a test compares the table with its description.
  return Object.fromEntries(
    columns.map(({ propertyName, databaseName }) => [propertyName, row[databaseName]]),
  ) as unknown as UserRecord;
}

/** One transaction at a time makes administrators fewer. */
export const lockAdministrators: LockAdministrators = (transaction: Transaction) =>
  advisoryLock(transaction, 'administrators');

/** TypeORM's idea of a partial row takes JSON objects apart member by member, which no type of ours survives. */
type Row = QueryDeepPartialEntity<UserRecord>;

/** Two at once can both find a name free; the unique index lets one of them in, and the other is told why. */
async function translateUniqueViolation(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error, 'users_username_key_living')) throw new DomainError(usernameTaken);
    if (isUniqueViolation(error, 'users_email_key_living')) throw new DomainError(emailTaken);
    throw error;
  }
}
