import type { Clock, Transactions } from '../../shared/index.js';
import { type Actor, eventActor, refuseEscalation } from '../access/index.js';
import { lockAnyone } from './lock-user.js';
import type { Unlocking } from './ports.js';
import { type User, userOf } from './user.js';
import type { UserChanges } from './user-changes.js';
import type { UserRepository } from './user-repository.js';
import { illegalState } from './users-errors.js';

/** Lets a person try to sign in again at once; see `Administration.unlockUser`. */
export type UnlockUser = (id: string, actor: Actor) => Promise<User>;

/** What the operation needs. */
export interface UnlockUserCollaborators {
  readonly transactions: Transactions;
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly unlocking: Unlocking;
  readonly clock: Clock;
}

/** Makes the operation. */
export function createUnlockUser(collaborators: UnlockUserCollaborators): UnlockUser {
  const { transactions, repository, changes, unlocking, clock } = collaborators;
  return (id, actor) =>
    transactions.run(async (transaction) => {
      const record = await lockAnyone(repository, transaction, id, ['id']);
      refuseEscalation(actor, record.role);
      if (record.deletedAt !== null) throw illegalState('This user is deleted.', ['id']);
      await unlocking.unlock(transaction, record.id, [record.usernameKey, record.emailKey]);
      const user = userOf(record, clock.now());
      await changes.tell(transaction, user, { type: 'user.unlocked', actor: eventActor(actor) });
      return user;
    });
}
