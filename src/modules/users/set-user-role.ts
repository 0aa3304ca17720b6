import { DomainError } from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  eventActor,
  type Role,
  type Roles,
  refuseEscalation,
} from '../access/index.js';
import type { Administrators } from './administrators.js';
import {
  inputId,
  lockNotDeleted,
  refuseSelfAndHigherRoles,
  refuseVersionConflict,
  requireReason,
} from './lock-user.js';
import type { User } from './user.js';
import type { UserChanges } from './user-changes.js';
import type { UserRepository } from './user-repository.js';
import { lastAdministrator, roleUnknown } from './users-errors.js';

/** A role to assign, with the reason for the audit log. */
export interface SetUserRoleInput {
  readonly id: string;
  readonly role: Role;
  readonly reason: string;
  readonly expectedVersion?: number | null;
}

export interface GuardedChangeDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly administrators: Administrators;
}

export type SetUserRole = (input: SetUserRoleInput, actor: Actor) => Promise<User>;

export function createSetUserRole(dependencies: GuardedChangeDependencies): SetUserRole {
  const { roles, transactions, repository, changes, administrators } = dependencies;
  return async (input, requester) => {
    if (roles.parse(input.role) === null) throw new DomainError(roleUnknown);
    const reason = requireReason(input.reason);
    const locks = { advisory: administrators.lock, users: [input.id] };
    return transactions.runAs(requester, locks, async (transaction, actor) => {
      const record = await lockNotDeleted(repository, transaction, input.id, inputId);
      refuseSelfAndHigherRoles(roles, actor, record);
      refuseEscalation(roles, actor, input.role);
      refuseVersionConflict(record, input.expectedVersion);
      // Also a move to a role beside the old one, which takes permissions away.
      const demoted = !roles.isAtLeast(input.role, record.role);
      if (demoted && (await administrators.isLast(transaction, record))) throw lastAdministrator(inputId);
      // A demotion takes effect immediately. A promotion can wait for the next token and does not end
      // sessions.
      const patch = demoted
        ? { role: input.role, securityEpoch: record.securityEpoch + 1 }
        : { role: input.role };
      const description = {
        type: 'user.role-changed',
        actor: eventActor(actor),
        reason,
        endsSessions: demoted,
      } as const;
      return changes.apply(transaction, record, patch, description);
    });
  };
}
