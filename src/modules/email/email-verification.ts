import { type EventActor, isRefusal, type Transaction } from '../../shared/index.js';
import { tokenInvalid } from '../tokens/index.js';
import type { EmailChanges, User } from '../users/index.js';
import { withTokenArgument } from './email-errors.js';
import { type LinkDecision, type LinkRequestDependencies, requestLink } from './request-link.js';

/** Whether users verify their email address: never, if they like, or before they can sign in. */
export type EmailVerificationMode = 'off' | 'optional' | 'required';

/** A new user who waits for a verification, and whom the address belongs to until then. */
export interface PendingUser {
  readonly user: User;
  /** The user who owns the address; null when nobody does. */
  readonly owner: User | null;
  /** False when the mailbox got too many mails: everything but the delivery happens. */
  readonly isDelivered: boolean;
}

/** Proves that the address of a user is theirs. */
export interface EmailVerification {
  readonly mode: EmailVerificationMode;
  /** Returns true for a user who may not sign in before the address is verified. */
  isMissing(user: User): boolean;
  /**
   * Sends the first link to a user who signed up. When somebody else owns the address, they get a mail that
   * says so instead, by the same statements.
   */
  sendFirstLink(transaction: Transaction, pending: PendingUser): Promise<void>;
  /** Sends a link to the address of a user. */
  sendLink(transaction: Transaction, user: User, actor: EventActor): Promise<void>;
  /** Sends a link to a user with this address that is not verified. Never reveals whether there is one. */
  requestEmailVerification(email: string): Promise<void>;
  /** Verifies the address that the link was sent to. Throws TOKEN_INVALID and TOKEN_EXPIRED. */
  verifyEmail(token: string): Promise<void>;
}

export interface EmailVerificationDependencies extends LinkRequestDependencies {
  readonly mode: EmailVerificationMode;
  readonly emailChanges: EmailChanges;
}

const verificationLink = {
  purpose: 'EMAIL_VERIFICATION',
  ttlSeconds: 86_400,
  template: 'verify-email',
  page: 'verify-email',
} as const;

export function createEmailVerification(dependencies: EmailVerificationDependencies): EmailVerification {
  const { mode, mailer, pages, oneTimeTokens } = dependencies;
  const issueLink = async (transaction: Transaction, user: User, actor: EventActor): Promise<string> => {
    const { purpose, ttlSeconds, page } = verificationLink;
    const token = await oneTimeTokens.issue(transaction, { purpose, userId: user.id, ttlSeconds, actor });
    return pages.linkTo(page, token);
  };
  return {
    mode,
    isMissing: (user) => mode === 'required' && !user.emailVerified,
    sendFirstLink: async (transaction, { user, owner, isDelivered }) => {
      // Also for the owner of the address, for the same work; that link is sent to nobody.
      const link = await issueLink(transaction, user, { type: 'SYSTEM' });
      const { id, username, email, locale } = owner ?? user;
      const recipient = { to: isDelivered ? email : null, userId: id, locale };
      if (owner === null)
        mailer.enqueue(transaction, { ...recipient, template: 'verify-email', values: { username, link } });
      else mailer.enqueue(transaction, { ...recipient, template: 'address-in-use', values: { username } });
    },
    sendLink: async (transaction, user, actor) => {
      const { id, username, email, locale } = user;
      const link = await issueLink(transaction, user, actor);
      const values = { username, link };
      mailer.enqueue(transaction, { template: 'verify-email', to: email, locale, userId: id, values });
    },
    requestEmailVerification: (email) => requestLink(dependencies, { email }, decideVerification),
    verifyEmail: (token) => withTokenArgument(() => verifyEmail(dependencies, token)),
  };
}

function decideVerification(user: User | null): LinkDecision {
  const link = verificationLink;
  if (user === null || user.status === 'DELETED') return { link, refusal: 'UNKNOWN_ADDRESS' };
  if (user.disabled) return { link, refusal: 'ACCOUNT_DISABLED' };
  return { link, refusal: user.emailVerified ? 'ALREADY_VERIFIED' : null };
}

async function verifyEmail(
  { transactions, users, oneTimeTokens, emailChanges }: EmailVerificationDependencies,
  token: string,
): Promise<void> {
  const purposes = [verificationLink.purpose];
  const { userId } = await oneTimeTokens.peek(transactions.reader, token, purposes);
  if (userId === null) throw tokenInvalid();
  try {
    await transactions.run(async (transaction) => {
      const user = await users.lock(transaction, userId);
      if (user === null || user.status === 'DELETED' || user.disabled) throw tokenInvalid();
      await oneTimeTokens.redeem(transaction, token, purposes);
      // The token is the only credential; its holder is not authenticated.
      await emailChanges.verifyEmail(transaction, userId, { type: 'ANONYMOUS' });
    });
  } catch (error) {
    // Somebody else has proven the address since the link was sent.
    throw isRefusal(error, 'EMAIL_TAKEN') ? tokenInvalid() : error;
  }
}
