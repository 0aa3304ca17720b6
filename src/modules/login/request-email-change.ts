import type { MailLimits } from '../../platform/rate-limit/index.js';
import { type ClientInfo, type Refusal, refuseAll } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import { mailOff, targetUnknown } from '../email/index.js';
import type { Mailer, MailPages } from '../mail/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { Users } from '../users/index.js';
import { type OwnPasswordDependencies, passwordAttemptOf } from './change-password.js';
import { currentPasswordWrong } from './login-errors.js';
import type { PasswordVerifier } from './password-verifier.js';

/** The input of requestEmailChange. */
export interface EmailChangeRequest {
  readonly newEmail: string;
  readonly password: string;
  /** The key of a landing page. */
  readonly target: string;
}

/**
 * Verifies the password of the caller and mails a link to the new address. Never reveals whether somebody has
 * that address. Throws ILLEGAL_STATE without mail, EMAIL_INVALID, INVALID_INPUT, CURRENT_PASSWORD_WRONG,
 * TOO_MANY_ATTEMPTS and RATE_LIMITED.
 */
export type RequestEmailChange = (
  caller: CurrentUser,
  request: EmailChangeRequest,
  client: ClientInfo,
) => Promise<void>;

export interface RequestEmailChangeDependencies extends OwnPasswordDependencies {
  readonly passwordVerifier: PasswordVerifier;
  readonly users: Users;
  readonly oneTimeTokens: OneTimeTokens;
  readonly mailer: Mailer;
  readonly pages: MailPages;
  readonly mailLimits: MailLimits;
}

const ttlSeconds = 3600;

export function createRequestEmailChange(dependencies: RequestEmailChangeDependencies): RequestEmailChange {
  const { passwordVerifier, users, oneTimeTokens, mailer, pages, mailLimits } = dependencies;
  return async (caller, { newEmail: text, password, target }, client) => {
    if (!mailer.enabled) throw mailOff();
    refuseAll(users.examineNames({ email: text }).map(nameNewEmail));
    if (!pages.hasTarget(target)) throw targetUnknown();
    const newEmail = users.spellEmail(text);
    const outcome = await passwordVerifier.withVerifiedPassword(
      passwordAttemptOf(dependencies, caller, password, client),
      {
        prepare: async () => mailLimits.chargeMail({ to: users.identifierKey(newEmail), account: caller.id }),
        run: async (transaction, { user: { id, username, locale } }, isDelivered) => {
          const token = await oneTimeTokens.issue(transaction, {
            purpose: 'EMAIL_CHANGE',
            userId: id,
            newEmail,
            ttlSeconds,
            actor: { type: 'USER', id },
          });
          mailer.enqueue(transaction, {
            template: 'email-change',
            to: isDelivered ? newEmail : null,
            locale,
            userId: id,
            values: { username, link: pages.linkTo('email-change', token, target) },
          });
        },
      },
    );
    if (outcome === null) throw currentPasswordWrong(['input', 'password']);
  };
}

function nameNewEmail(refusal: Refusal): Refusal {
  return { ...refusal, field: ['input', 'newEmail'] };
}
