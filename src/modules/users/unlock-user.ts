import type { Clock, Transactions } from '../../shared/index.js';
import { type Actor, eventActor, refuseEscalation } from '../access/index.js';
import { lockUser } from './lock-user.js';
import type { LoginUnlocker } from './ports.js';
import { toUser, type User } from './user.js';
import type { UserChanges } from './user-changes.js';
import type { UserRepository } from './user-repository.js';
import { illegalState } from './users-errors.js';

/** Lets a user try to sign in again at once; see `Administration.unlockUser`. */
export type UnlockUser = (id: string, actor: Actor) => Promise<User>;

/** What the operation needs. */
export interface UnlockUserDependencies {
  readonly transactions: Transactions;
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly loginUnlocker: LoginUnlocker;
  readonly clock: Clock;
}

/** Makes the operation. */
export function createUnlockUser(dependencies: UnlockUserDependencies): UnlockUser {
  const { transactions, repository, changes, loginUnlocker, clock } = dependencies;
  return (id, actor) =>
    transactions.run(async (transaction) => {
      const record = await lockUser(repository, transaction, id, ['id']);
      refuseEscalation(actor, record.role);
      if (record.deletedAt !== null) throw illegalState('This user is deleted.', ['id']);
      await loginUnlocker.unlock(transaction, record.id, [record.usernameKey, record.emailKey]);
      const user = toUser(record, clock.now());
      await changes.emitEvent(transaction, user, { type: 'user.unlocked', actor: eventActor(actor) });
      return user;
    });
}
