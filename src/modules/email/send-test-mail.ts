import { type Actor, type ActorTransactions, userNotFound } from '../access/index.js';
import type { Mailer } from '../mail/index.js';
import type { Users } from '../users/index.js';
import { mailOff } from './email-errors.js';

/**
 * Sends a mail to the address of the actor, through the outbox as every other one. Throws ILLEGAL_STATE when
 * the server does not send mail.
 */
export type SendTestMail = (actor: Extract<Actor, { readonly type: 'USER' }>) => Promise<void>;

export function createSendTestMail(dependencies: {
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly mailer: Mailer;
}): SendTestMail {
  const { transactions, users, mailer } = dependencies;
  return async (requester) => {
    if (!mailer.enabled) throw mailOff();
    await transactions.runAs(requester, {}, async (transaction) => {
      const user = await users.find(transaction, requester.user.id);
      if (user === null) throw userNotFound();
      const { email: to, locale, id: userId, username } = user;
      mailer.enqueue(transaction, { template: 'test-mail', to, locale, userId, values: { username } });
    });
  };
}
