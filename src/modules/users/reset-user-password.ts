import type { Clock, Transaction } from '../../shared/index.js';
import { type Actor, eventActor, isSelf, type JudgedActor, refuseEscalation } from '../access/index.js';
import type { Mailer, MailPages } from '../mail/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import { invitationTtlSeconds, type Links, mailInvitation } from './create-user.js';
import { lockUser } from './lock-user.js';
import type { GuardedChangeDependencies } from './set-user-role.js';
import { toUser, type User, type UserRecord } from './user.js';
import { illegalState } from './users-errors.js';

/** OWASP ASVS 6.4 allows at most one hour. */
export const passwordResetTtlSeconds = 3600;

/** A user and the one-time link with which the user chooses a new password. */
export interface UserWithLink {
  readonly user: User;
  /** Null when it was mailed. */
  readonly link: string | null;
}

/** With `sendMail`, the link is mailed to the user, and nobody else sees it. */
export type ResetUserPassword = (
  id: string,
  actor: Actor,
  options?: { readonly sendMail?: boolean },
) => Promise<UserWithLink>;

export type ResetUserPasswordDependencies = GuardedChangeDependencies & {
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly links: Links;
  readonly mailer: Mailer;
  readonly pages: MailPages;
  readonly clock: Clock;
};

export function createResetUserPassword(dependencies: ResetUserPasswordDependencies): ResetUserPassword {
  const { roles, transactions, repository, administrators, mailer } = dependencies;
  return (id, requester, { sendMail = false } = {}) => {
    const locks = { advisory: administrators.lock, users: [id] };
    return transactions.runAs(requester, locks, async (transaction, actor) => {
      const record = await lockUser(repository, transaction, id, ['id']);
      if (isSelf(actor, record.id))
        throw illegalState('Use changePassword to change your own password.', ['id']);
      refuseEscalation(roles, actor, record.role);
      if (record.deletedAt !== null) throw illegalState('The user is deleted.', ['id']);
      if (sendMail && !mailer.enabled) throw illegalState('This server does not send mail.', ['sendMail']);
      // The address may belong to somebody else.
      if (sendMail && record.verificationPending)
        throw illegalState('The user has not verified the email address.', ['sendMail']);
      if (record.activatedAt === null) return inviteAgain(dependencies, transaction, record, actor, sendMail);
      if (await administrators.isLast(transaction, record))
        throw illegalState(lastAdministratorMessage, ['id']);
      return reset(dependencies, transaction, record, actor, sendMail);
    });
  };
}

const lastAdministratorMessage =
  'This is the last administrator who can sign in. Appoint another one first, or use "cordon admin recover".';

async function reset(
  { changes, credentials, oneTimeTokens, links, mailer, pages }: ResetUserPasswordDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: JudgedActor,
  sendMail: boolean,
): Promise<UserWithLink> {
  await credentials.remove(transaction, record.id);
  // This includes a PASSWORD_CHANGE token obtained with the old password, which must not outlive it.
  await oneTimeTokens.withdraw(transaction, { userId: record.id });
  const patch = { securityEpoch: record.securityEpoch + 1 };
  const description = { type: 'user.password-reset', actor: eventActor(actor), endsSessions: true } as const;
  const user = await changes.apply(transaction, record, patch, description);
  const token = await oneTimeTokens.issue(transaction, {
    purpose: sendMail ? 'MAILED_PASSWORD_RESET' : 'PASSWORD_RESET',
    userId: record.id,
    ttlSeconds: passwordResetTtlSeconds,
    actor: eventActor(actor),
  });
  if (!sendMail) return { user, link: links.passwordReset(token) };
  const { id, username, email, locale } = user;
  const values = { username, link: pages.linkTo('reset', token) };
  mailer.enqueue(transaction, { template: 'password-reset', to: email, locale, userId: id, values });
  return { user, link: null };
}

/**
 * Replaces the invitation of a user who has never had a password. Withdraws the older ones, mailed or not.
 */
async function inviteAgain(
  dependencies: ResetUserPasswordDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: JudgedActor,
  sendMail: boolean,
): Promise<UserWithLink> {
  const { changes, oneTimeTokens, links, clock } = dependencies;
  const user = toUser(record, clock.now());
  await oneTimeTokens.withdraw(transaction, { userId: user.id });
  await changes.emitEvent(transaction, user, { type: 'user.password-reset', actor: eventActor(actor) });
  if (sendMail) {
    await mailInvitation(dependencies, transaction, user, actor);
    return { user, link: null };
  }
  const token = await oneTimeTokens.issue(transaction, {
    purpose: 'INVITATION',
    userId: record.id,
    ttlSeconds: invitationTtlSeconds,
    actor: eventActor(actor),
  });
  return { user, link: links.invitation(token) };
}
