import type { Clock, Transaction } from '../../shared/index.js';
import { type Actor, eventActor, isSelf, refuseEscalation } from '../access/index.js';
import { invitationTtlSeconds } from './create-user.js';
import { lockUser } from './lock-user.js';
import type { Credentials, Links, OneTimeLinks } from './ports.js';
import type { GuardedChangeDependencies } from './set-user-role.js';
import { toUser, type User, type UserRecord } from './user.js';
import { illegalState } from './users-errors.js';

/** How long a link to choose a new password stays open (at most an hour, ASVS 6.4). */
export const passwordResetTtlSeconds = 3600;

/** The user, and the link that is shown this once. */
export interface PasswordReset {
  readonly user: User;
  readonly link: string;
}

/** Takes a user's password away; see `Administration.resetUserPassword`. */
export type ResetUserPassword = (id: string, actor: Actor) => Promise<PasswordReset>;

/** What the operation needs. */
export type ResetUserPasswordDependencies = GuardedChangeDependencies & {
  readonly credentials: Credentials;
  readonly oneTimeTokens: OneTimeLinks;
  readonly links: Links;
  readonly clock: Clock;
};

/** Makes the operation. */
export function createResetUserPassword(dependencies: ResetUserPasswordDependencies): ResetUserPassword {
  const { transactions, repository, administrators } = dependencies;
  return (id, actor) =>
    transactions.run(async (transaction) => {
      await administrators.lock(transaction);
      const record = await lockUser(repository, transaction, id, ['id']);
      if (isSelf(actor, record.id)) throw illegalState('For your own password, use changePassword.', ['id']);
      refuseEscalation(actor, record.role);
      if (record.deletedAt !== null) throw illegalState('This user is deleted.', ['id']);
      if (record.activatedAt === null) return inviteAgain(dependencies, transaction, record, actor);
      if (await administrators.isLast(transaction, record)) throw illegalState(lastOneMessage, ['id']);
      return reset(dependencies, transaction, record, actor);
    });
}

const lastOneMessage =
  'This is the last administrator who can sign in: appoint another one first, or use "cordon admin recover".';

async function reset(
  { changes, credentials, oneTimeTokens, links }: ResetUserPasswordDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: Actor,
): Promise<PasswordReset> {
  await credentials.remove(transaction, record.id);
  // Among them one that the old password has earned (PASSWORD_CHANGE): it must not outlive it.
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

/** Who never had a password has none to lose: the older invitation dies with this one's birth. */
async function inviteAgain(
  { changes, oneTimeTokens, links, clock }: ResetUserPasswordDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: Actor,
): Promise<PasswordReset> {
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
