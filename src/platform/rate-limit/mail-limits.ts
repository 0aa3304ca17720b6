import { isRefusal } from '../../shared/index.js';
import type { Budget } from './budget.js';

/** Limits the mails that people can have sent to others. What is over the limit is silently not sent. */
export interface MailLimits {
  /**
   * Charges one mail to the mailbox, and to the account that has it sent, if any. `to` is the key of the
   * address that all its spellings share.
   * Returns false when too many were sent: the caller answers as if the mail had been sent, so that nobody
   * learns anything. Throws SERVICE_UNAVAILABLE. Must not be called inside a transaction.
   */
  chargeMail(mail: { readonly to: string; readonly account: string | null }): Promise<boolean>;
}

export function createMailLimits(mailbox: Budget, account: Budget): MailLimits {
  const tryCharge = async (budget: Budget, subject: string): Promise<boolean> => {
    try {
      await budget.chargeBudget(subject);
      return true;
    } catch (error) {
      if (isRefusal(error, 'RATE_LIMITED')) return false;
      throw error;
    }
  };
  return {
    chargeMail: async ({ to, account: sender }) =>
      (sender === null || (await tryCharge(account, sender))) && tryCharge(mailbox, mailboxOf(to)),
  };
}

/**
 * Many providers deliver `name+tag` and `n.a.me` to the mailbox of `name`. For a limit it is harmless that
 * others do not.
 */
function mailboxOf(address: string): string {
  const folded = address.normalize('NFKC').trim().toLowerCase().slice(0, 320);
  const at = Math.max(folded.lastIndexOf('@'), 0);
  const [name = ''] = folded.slice(0, at).split('+');
  return `${name.replaceAll('.', '')}${folded.slice(at)}`;
}
