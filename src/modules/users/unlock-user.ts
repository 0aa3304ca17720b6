import type { LoginUnlocker } from '../../platform/rate-limit/index.js';
import type { Clock } from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  eventActor,
  type Roles,
  refuseEscalation,
} from '../access/index.js';
import { lockUser } from './lock-user.js';
import { toUser, type User } from './user.js';
import type { UserChanges } from './user-changes.js';
import type { UserRepository } from './user-repository.js';
import { illegalState } from './users-errors.js';

export type UnlockUser = (id: string, actor: Actor) => Promise<User>;

export interface UnlockUserDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly loginUnlocker: LoginUnlocker;
  readonly clock: Clock;
}

export function createUnlockUser(dependencies: UnlockUserDependencies): UnlockUser {
  const { roles, transactions, repository, changes, loginUnlocker, clock } = dependencies;
  return (id, requester) =>
    transactions.runAs(requester, { users: [id] }, async (transaction, actor) => {
      const record = await lockUser(repository, transaction, id, ['id']);
      refuseEscalation(roles, actor, record.role);
      if (record.deletedAt !== null) throw illegalState('The user is deleted.', ['id']);
      await loginUnlocker.unlock(transaction, record.id, [record.usernameKey, record.emailKey]);
      const user = toUser(record, clock.now());
      await changes.emitEvent(transaction, user, { type: 'user.unlocked', actor: eventActor(actor) });
      return user;
    });
}
