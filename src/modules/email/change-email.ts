import type { EventActor } from '../../shared/index.js';
import type { ActorTransactions, CurrentUser } from '../access/index.js';
import type { Mailer, MailPages } from '../mail/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import { type OneTimePurpose, type OneTimeTokens, tokenInvalid } from '../tokens/index.js';
import { type EmailChanges, passwordResetTtlSeconds, type User } from '../users/index.js';
import { mailOff, withTokenArgument } from './email-errors.js';

/** The second step of a change of one's own address, and the way back. */
export interface ChangeEmail {
  /**
   * Gives the caller the address that the link was sent to, and sends the previous one a mail with a link
   * that undoes it. Throws TOKEN_INVALID, also for the link of another user, TOKEN_EXPIRED, EMAIL_TAKEN, and
   * ILLEGAL_STATE without mail.
   */
  confirmEmailChange(caller: CurrentUser, token: string): Promise<User>;
  /**
   * Gives a user the previous address back, ends their sessions and links, removes their password, which
   * the person who changed the address knew, and mails a link for choosing a new one. Throws TOKEN_INVALID,
   * TOKEN_EXPIRED and EMAIL_TAKEN.
   */
  undoEmailChange(token: string): Promise<void>;
}

export interface ChangeEmailDependencies {
  readonly transactions: ActorTransactions;
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly emailChanges: EmailChanges;
  readonly mailer: Mailer;
  readonly pages: MailPages;
}

const purposes: readonly OneTimePurpose[] = ['EMAIL_CHANGE'];
// The token is the only credential of an undo; its holder is not authenticated.
const anonymous: EventActor = { type: 'ANONYMOUS' };

export function createChangeEmail(dependencies: ChangeEmailDependencies): ChangeEmail {
  return {
    confirmEmailChange: (caller, token) => withTokenArgument(() => confirm(dependencies, caller, token)),
    undoEmailChange: (token) => withTokenArgument(() => undo(dependencies, token)),
  };
}

async function confirm(
  { transactions, oneTimeTokens, emailChanges, mailer, pages }: ChangeEmailDependencies,
  caller: CurrentUser,
  token: string,
): Promise<User> {
  // Nobody could undo the change.
  if (!mailer.enabled) throw mailOff();
  const actor = { type: 'USER', user: caller } as const;
  return transactions.runAs(actor, { users: [caller.id] }, async (transaction) => {
    const { userId, newEmail } = await oneTimeTokens.redeem(transaction, token, purposes);
    if (userId !== caller.id || newEmail === null) throw tokenInvalid();
    const { user, previousEmail, undoToken } = await emailChanges.changeEmail(transaction, userId, newEmail);
    if (undoToken !== null) {
      const { id, username, locale } = user;
      const values = { username, link: pages.linkTo('email-change', undoToken) };
      const mail = { template: 'email-changed', to: previousEmail, locale, userId: id, values } as const;
      mailer.enqueue(transaction, mail);
    }
    return user;
  });
}

async function undo(
  { transactions, credentials, oneTimeTokens, emailChanges, mailer, pages }: ChangeEmailDependencies,
  undoToken: string,
): Promise<void> {
  await transactions.run(async (transaction) => {
    const user = await emailChanges.undoEmailChange(transaction, undoToken);
    const { id, username, email, locale } = user;
    await credentials.remove(transaction, id);
    await oneTimeTokens.withdraw(transaction, { userId: id });
    if (!mailer.enabled) return;
    const token = await oneTimeTokens.issue(transaction, {
      purpose: 'MAILED_PASSWORD_RESET',
      userId: id,
      ttlSeconds: passwordResetTtlSeconds,
      actor: anonymous,
    });
    const values = { username, link: pages.linkTo('reset', token) };
    mailer.enqueue(transaction, {
      template: 'email-change-undone',
      to: email,
      locale,
      userId: id,
      values,
    });
  });
}
