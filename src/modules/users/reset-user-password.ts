import type { Clock, Transaction } from '../../shared/index.js';
import { type Actor, eventActor, isSelf, type JudgedActor, refuseEscalation } from '../access/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import { invitationTtlSeconds, type Links } from './create-user.js';
import { lockUser } from './lock-user.js';
import type { GuardedChangeDependencies } from './set-user-role.js';
import { toUser, type User, type UserRecord } from './user.js';
import { illegalState } from './users-errors.js';

/** OWASP ASVS 6.4 allows at most one hour. */
export const passwordResetTtlSeconds = 3600;

/** A user and the one-time link with which the user chooses a new password. */
export interface UserWithLink {
  readonly user: User;
  readonly link: string;
}

export type ResetUserPassword = (id: string, actor: Actor) => Promise<UserWithLink>;

export type ResetUserPasswordDependencies = GuardedChangeDependencies & {
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly links: Links;
  readonly clock: Clock;
};

export function createResetUserPassword(dependencies: ResetUserPasswordDependencies): ResetUserPassword {
  const { roles, transactions, repository, administrators } = dependencies;
  return (id, requester) => {
    const locks = { advisory: administrators.lock, users: [id] };
    return transactions.runAs(requester, locks, async (transaction, actor) => {
      const record = await lockUser(repository, transaction, id, ['id']);
      if (isSelf(actor, record.id))
        throw illegalState('Use changePassword to change your own password.', ['id']);
      refuseEscalation(roles, actor, record.role);
      if (record.deletedAt !== null) throw illegalState('The user is deleted.', ['id']);
      if (record.activatedAt === null) return inviteAgain(dependencies, transaction, record, actor);
      if (await administrators.isLast(transaction, record))
        throw illegalState(lastAdministratorMessage, ['id']);
      return reset(dependencies, transaction, record, actor);
    });
  };
}

const lastAdministratorMessage =
  'This is the last administrator who can sign in. Appoint another one first, or use "cordon admin recover".';

async function reset(
  { changes, credentials, oneTimeTokens, links }: ResetUserPasswordDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: JudgedActor,
): Promise<UserWithLink> {
  await credentials.remove(transaction, record.id);
  // This includes a PASSWORD_CHANGE token obtained with the old password, which must not outlive it.
  await oneTimeTokens.withdraw(transaction, { userId: record.id });
  const patch = { securityEpoch: record.securityEpoch + 1 };
  const description = { type: 'user.password-reset', actor: eventActor(actor), endsSessions: true } as const;
  const user = await changes.apply(transaction, record, patch, description);
  const token = await oneTimeTokens.issue(transaction, {
    purpose: 'PASSWORD_RESET',
    userId: record.id,
    ttlSeconds: passwordResetTtlSeconds,
    actor: eventActor(actor),
  });
  return { user, link: links.passwordReset(token) };
}

/**
 * Replaces the invitation of a user who has never had a password. Issuing the new token withdraws the older
 * one.
 */
async function inviteAgain(
  { changes, oneTimeTokens, links, clock }: ResetUserPasswordDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: JudgedActor,
): Promise<UserWithLink> {
  const user = toUser(record, clock.now());
  await changes.emitEvent(transaction, user, { type: 'user.password-reset', actor: eventActor(actor) });
  const token = await oneTimeTokens.issue(transaction, {
    purpose: 'INVITATION',
    userId: record.id,
    ttlSeconds: invitationTtlSeconds,
    actor: eventActor(actor),
  });
  return { user, link: links.invitation(token) };
}
