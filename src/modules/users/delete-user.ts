import type { Clock } from '../../shared/index.js';
import { type Actor, eventActor } from '../access/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import { inputId, lockUser, refuseSelfAndHigherRoles, requireReason } from './lock-user.js';
import type { GuardedChangeDependencies } from './set-user-role.js';
import type { User } from './user.js';
import { illegalState, lastAdministrator } from './users-errors.js';

export interface DeleteUserInput {
  readonly id: string;
  readonly reason: string;
}

export type DeleteUser = (input: DeleteUserInput, actor: Actor) => Promise<User>;

export function createDeleteUser(
  dependencies: GuardedChangeDependencies & {
    readonly credentials: PasswordCredentials;
    readonly oneTimeTokens: OneTimeTokens;
    readonly clock: Clock;
  },
): DeleteUser {
  const { transactions, repository, changes, administrators, credentials, oneTimeTokens, clock } =
    dependencies;
  return async (input, requester) => {
    const reason = requireReason(input.reason);
    const locks = { advisory: administrators.lock, users: [input.id] };
    return transactions.runAs(requester, locks, async (transaction, actor) => {
      const record = await lockUser(repository, transaction, input.id, inputId);
      refuseSelfAndHigherRoles(dependencies.roles, actor, record);
      if (record.deletedAt !== null) throw illegalState('The user is already deleted.', inputId);
      if (await administrators.isLast(transaction, record)) throw lastAdministrator(inputId);
      await credentials.erase(transaction, record.id);
      await oneTimeTokens.withdraw(transaction, { userId: record.id });
      const patch = { deletedAt: clock.now(), securityEpoch: record.securityEpoch + 1 };
      const description = {
        type: 'user.deleted',
        actor: eventActor(actor),
        reason,
        endsSessions: true,
      } as const;
      return changes.apply(transaction, record, patch, description);
    });
  };
}
