import type { MailLimits } from '../../platform/rate-limit/index.js';
import type { Transactions } from '../../shared/index.js';
import { defaultTarget, type Mailer, type MailPage, type MailPages } from '../mail/index.js';
import type { LinkRefusal, OneTimePurpose, OneTimeTokens } from '../tokens/index.js';
import type { User, Users } from '../users/index.js';
import { mailOff, targetUnknown } from './email-errors.js';

/** A link that is sent to the address of a user. */
export interface MailedLink {
  readonly purpose: OneTimePurpose;
  readonly ttlSeconds: number;
  readonly template: 'verify-email' | 'password-reset' | 'invitation';
  readonly page: MailPage;
}

/** The link for the user with the address, and why the user does not get it; null when they do. */
export interface LinkDecision {
  readonly link: MailedLink;
  readonly refusal: LinkRefusal | null;
}

export interface LinkRequestDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly oneTimeTokens: OneTimeTokens;
  readonly mailer: Mailer;
  readonly pages: MailPages;
  readonly mailLimits: MailLimits;
}

/**
 * Sends a link to an address, for a caller who is not signed in. The answer, the statements and the work are
 * the same whether a user has the address or not; `decide` gets null when none has. Throws ILLEGAL_STATE
 * without mail, and INVALID_INPUT for an unknown target.
 */
export async function requestLink(
  dependencies: LinkRequestDependencies,
  { email, target }: { readonly email: string; readonly target?: string },
  decide: (user: User | null) => LinkDecision,
): Promise<void> {
  const { transactions, users, oneTimeTokens, mailer, pages, mailLimits } = dependencies;
  if (!mailer.enabled) throw mailOff();
  if (target !== undefined && !pages.hasTarget(target)) throw targetUnknown();
  if (!(await mailLimits.chargeMail({ to: users.identifierKey(email), account: null }))) return;
  await transactions.run(async (transaction) => {
    const user = await users.lockByEmail(transaction, email);
    const { link, refusal } = decide(user);
    const token = await oneTimeTokens.issueUnlessRefused(
      transaction,
      {
        purpose: link.purpose,
        userId: user?.id ?? null,
        ttlSeconds: link.ttlSeconds,
        actor: { type: 'ANONYMOUS' },
      },
      refusal,
    );
    mailer.enqueue(transaction, {
      template: link.template,
      to: refusal === null ? (user?.email ?? null) : null,
      locale: user?.locale ?? null,
      userId: user?.id ?? null,
      values: {
        username: user?.username ?? '',
        link: pages.linkTo(link.page, token, target ?? defaultTarget),
      },
    });
  });
}
