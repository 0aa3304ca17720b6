import type { Clock, EventPublisher } from '../../shared/index.js';
import { parseUserId } from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  eventActor,
  isSelf,
  type Roles,
  refuseEscalation,
  userNotFound,
} from '../access/index.js';
import { requireReason, selfTarget, type User, type Users } from '../users/index.js';
import { notEnrolled } from './mfa-errors.js';
import type { SecondFactors } from './second-factors.js';

/**
 * Removes all second factors and recovery codes of a user who has lost them, and ends their sessions and
 * challenges: anyone who has the factor now gets no further. Throws INVALID_INPUT for the reason,
 * USER_NOT_FOUND, SELF_TARGET_FORBIDDEN, ROLE_ESCALATION, and MFA_NOT_ENROLLED for a user without a second
 * factor.
 */
export type ResetMfa = (
  request: { readonly id: string; readonly reason: string },
  actor: Actor,
) => Promise<User>;

export interface ResetMfaDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly secondFactors: SecondFactors;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createResetMfa(dependencies: ResetMfaDependencies): ResetMfa {
  const { roles, transactions, users, secondFactors, events, clock } = dependencies;
  return async (request, requester) => {
    const reason = requireReason(request.reason, ['reason']);
    return transactions.runAs(requester, { users: [request.id] }, async (transaction, actor) => {
      const id = parseUserId(request.id);
      const user = id === null ? null : await users.find(transaction, id);
      if (user === null || user.status === 'DELETED') throw userNotFound(['id']);
      if (isSelf(actor, user.id)) throw selfTarget(['id']);
      refuseEscalation(roles, actor, user.role);
      const methods = await secondFactors.removeAll(transaction, user.id);
      if (methods.length === 0) throw notEnrolled(['id']);
      await events.publishEvent(transaction, {
        type: 'mfa.removed',
        occurredAt: clock.now(),
        actor: eventActor(actor),
        subjectId: user.id,
        reason,
        endsSessions: true,
        changes: { methods: { from: methods, to: [] } },
      });
      return user;
    });
  };
}
