import type { Clock, Transaction } from '../../shared/index.js';
import type { Credentials, LockAdministrators } from './ports.js';
import { toUser, type UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';

/** Sees to it that somebody can always administer. */
export interface Administrators {
  /** Comes first in every operation that can leave fewer of them: from then on nobody else makes them fewer. */
  lock(transaction: Transaction): Promise<void>;
  /** True when this one, and nobody else, is an active and enabled administrator with a password. Ask under the lock only. */
  isLast(transaction: Transaction, record: UserRecord): Promise<boolean>;
}

/** Makes the service. */
export function createAdministrators(dependencies: {
  readonly repository: UserRepository;
  readonly credentials: Credentials;
  readonly lockAdministrators: LockAdministrators;
  readonly clock: Clock;
}): Administrators {
  const { repository, credentials, lockAdministrators, clock } = dependencies;
  return {
    lock: lockAdministrators,
    isLast: async (transaction, record) => {
      const now = clock.now();
      // A disable with an end counts as well: until then nobody could undo the next mistake.
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
