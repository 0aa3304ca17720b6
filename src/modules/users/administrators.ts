import type { Clock, Transaction } from '../../shared/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import { toUser, type UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';

/** Serialises operations that can reduce the number of administrators. Released when the transaction ends. */
export type LockAdministrators = (transaction: Transaction) => Promise<void>;

/** Prevents the removal of the last administrator who can sign in. */
export interface Administrators {
  /**
   * Serialises all operations that can reduce the number of administrators. It is the advisory lock of each
   * of them, and therefore comes before the locks of rows.
   */
  lock(transaction: Transaction): Promise<void>;
  /**
   * Returns true when this user is the only active, enabled administrator with a password. Call it only under
   * the lock.
   */
  isLast(transaction: Transaction, record: UserRecord): Promise<boolean>;
}

export function createAdministrators(dependencies: {
  readonly repository: UserRepository;
  readonly credentials: PasswordCredentials;
  readonly lockAdministrators: LockAdministrators;
  readonly clock: Clock;
}): Administrators {
  const { repository, credentials, lockAdministrators, clock } = dependencies;
  return {
    lock: lockAdministrators,
    isLast: async (transaction, record) => {
      const now = clock.now();
      // A temporarily disabled administrator does not count: while the user is disabled, no administrator
      // could undo a mistake.
      const active = (await repository.administrators(transaction)).filter(
        (administrator) => toUser(administrator, now).status === 'ACTIVE',
      );
      const ableIds = await credentials.findUsersWithPassword(
        transaction,
        active.map((administrator) => administrator.id),
      );
      return ableIds.size === 1 && ableIds.has(record.id);
    },
  };
}
