/**
 * Proofs of email addresses: verification, password reset by mail, and the change of an address with the way
 * back. This module never reveals whether an address exists, and never checks a password.
 */

import type { MailLimits } from '../../platform/rate-limit/index.js';
import type { Module } from '../../shared/index.js';
import type { ActorTransactions } from '../access/index.js';
import type { Mailer, MailPages } from '../mail/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import { findPersonalLinks, type OneTimeTokens } from '../tokens/index.js';
import type { EmailChanges, Users } from '../users/index.js';
import { createChangeEmail } from './change-email.js';
import { createEmailResolvers } from './email.resolvers.js';
import {
  createEmailVerification,
  type EmailVerification,
  type EmailVerificationMode,
} from './email-verification.js';
import { createRequestPasswordReset } from './request-password-reset.js';
import { createSendTestMail } from './send-test-mail.js';

export { emailNotVerified, mailOff, targetUnknown } from './email-errors.js';
export type { EmailVerification, EmailVerificationMode } from './email-verification.js';

/** The dependencies of the email module. */
export interface EmailDependencies {
  readonly mode: EmailVerificationMode;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly emailChanges: EmailChanges;
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly mailer: Mailer;
  readonly pages: MailPages;
  readonly mailLimits: MailLimits;
}

/** The email module and the service that sign-up, login and invitations use. */
export interface EmailModule extends Module {
  readonly verification: EmailVerification;
}

/** Creates the email module. */
export function createEmailModule(dependencies: EmailDependencies): EmailModule {
  const verification = createEmailVerification(dependencies);
  const resolvers = createEmailResolvers({
    verification,
    requestPasswordReset: createRequestPasswordReset(dependencies),
    changeEmail: createChangeEmail(dependencies),
    sendTestMail: createSendTestMail(dependencies),
  });
  return {
    name: 'email',
    verification,
    resolvers: { ...resolvers },
    personalData: async (userId) => ({
      links: await findPersonalLinks(dependencies.transactions.reader, userId),
    }),
  };
}
