import type { Clock, Transaction } from '../../shared/index.js';
import { type Actor, eventActor, type JudgedActor } from '../access/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import { inputId, lockUser, refuseSelfAndHigherRoles, requireReason } from './lock-user.js';
import type { GuardedChangeDependencies } from './set-user-role.js';
import type { User, UserRecord } from './user.js';
import { illegalState, lastAdministrator } from './users-errors.js';

export interface DeleteUserInput {
  readonly id: string;
  readonly reason: string;
}

export interface DeleteUser {
  deleteUser(input: DeleteUserInput, actor: Actor): Promise<User>;
  deleteOwnAccount(actor: SignedInActor): Promise<User>;
}

type SignedInActor = Extract<Actor, { readonly type: 'USER' }>;

export type DeleteUserDependencies = GuardedChangeDependencies & {
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly clock: Clock;
};

export function createDeleteUser(dependencies: DeleteUserDependencies): DeleteUser {
  const { transactions, repository, administrators } = dependencies;
  return {
    deleteUser: async (input, requester) => {
      const reason = requireReason(input.reason);
      const locks = { advisory: administrators.lock, users: [input.id] };
      return transactions.runAs(requester, locks, async (transaction, actor) => {
        const record = await lockUser(repository, transaction, input.id, inputId);
        refuseSelfAndHigherRoles(dependencies.roles, actor, record);
        if (record.deletedAt !== null) throw illegalState('The user is already deleted.', inputId);
        if (await administrators.isLast(transaction, record)) throw lastAdministrator(inputId);
        return markDeleted(dependencies, transaction, record, actor, reason);
      });
    },
    deleteOwnAccount: (requester) => {
      const { id } = requester.user;
      const locks = { advisory: administrators.lock, users: [id] };
      // The actor was judged in the transaction, so the user is not deleted.
      return transactions.runAs(requester, locks, async (transaction, actor) => {
        const record = await lockUser(repository, transaction, id);
        if (await administrators.isLast(transaction, record)) throw lastAdministrator();
        return markDeleted(dependencies, transaction, record, actor, null);
      });
    },
  };
}

async function markDeleted(
  { changes, credentials, oneTimeTokens, clock }: DeleteUserDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: JudgedActor,
  reason: string | null,
): Promise<User> {
  await credentials.erase(transaction, record.id);
  await oneTimeTokens.withdraw(transaction, { userId: record.id });
  const patch = { deletedAt: clock.now(), securityEpoch: record.securityEpoch + 1 };
  const description = {
    type: 'user.deleted',
    actor: eventActor(actor),
    ...(reason === null ? {} : { reason }),
    endsSessions: true,
  } as const;
  return changes.apply(transaction, record, patch, description);
}
