import { type Clock, DomainError } from '../../shared/index.js';
import { type Actor, eventActor, isDisabled, refuseEscalation } from '../access/index.js';
import { inputId, lockUser, refuseSelfAndHigherRoles, requireReason } from './lock-user.js';
import type { GuardedChangeDependencies } from './set-user-role.js';
import type { User } from './user.js';
import { illegalState, lastAdministrator, untilInvalid } from './users-errors.js';

/** Without `until`, the user stays disabled until an administrator enables the account. */
export interface DisableUserInput {
  readonly id: string;
  readonly reason: string;
  readonly until?: Date | null;
}

export interface DisableUser {
  disableUser(input: DisableUserInput, actor: Actor): Promise<User>;
  enableUser(id: string, actor: Actor): Promise<User>;
}

export function createDisableUser(
  dependencies: GuardedChangeDependencies & { readonly clock: Clock },
): DisableUser {
  const { transactions, repository, changes, administrators, clock } = dependencies;
  return {
    disableUser: async (input, requester) => {
      const reason = requireReason(input.reason);
      const disabledUntil = readUntil(input.until ?? null, clock.now());
      const locks = { advisory: administrators.lock, users: [input.id] };
      return transactions.runAs(requester, locks, async (transaction, actor) => {
        const record = await lockUser(repository, transaction, input.id, inputId);
        refuseSelfAndHigherRoles(dependencies.roles, actor, record);
        const now = clock.now();
        if (record.deletedAt !== null) throw illegalState('The user is deleted.', inputId);
        if (isDisabled(record, now)) throw illegalState('The user is already disabled.', inputId);
        if (await administrators.isLast(transaction, record)) throw lastAdministrator(inputId);
        const patch = {
          disabledAt: now,
          disabledReason: reason,
          disabledUntil,
          securityEpoch: record.securityEpoch + 1,
        };
        const description = {
          type: 'user.disabled',
          actor: eventActor(actor),
          reason,
          endsSessions: true,
        } as const;
        return changes.apply(transaction, record, patch, description);
      });
    },
    enableUser: (id, requester) =>
      transactions.runAs(requester, { users: [id] }, async (transaction, actor) => {
        const record = await lockUser(repository, transaction, id, ['id']);
        refuseEscalation(dependencies.roles, actor, record.role);
        if (record.deletedAt !== null) throw illegalState('The user is deleted.', ['id']);
        if (!isDisabled(record, clock.now())) throw illegalState('The user is not disabled.', ['id']);
        const patch = { disabledAt: null, disabledReason: null, disabledUntil: null };
        return changes.apply(transaction, record, patch, { type: 'user.enabled', actor: eventActor(actor) });
      }),
  };
}

function readUntil(until: Date | null, now: Date): Date | null {
  // The negated comparison also rejects an invalid date.
  if (until !== null && !(until.getTime() > now.getTime())) throw new DomainError(untilInvalid);
  return until;
}
