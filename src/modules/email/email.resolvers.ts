import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { callerOf } from '../access/index.js';
import { defaultTarget } from '../mail/index.js';
import type { ChangeEmail } from './change-email.js';
import type { EmailVerification } from './email-verification.js';
import type { RequestPasswordReset } from './request-password-reset.js';
import type { SendTestMail } from './send-test-mail.js';

export interface EmailResolverDependencies {
  readonly verification: EmailVerification;
  readonly requestPasswordReset: RequestPasswordReset;
  readonly changeEmail: ChangeEmail;
  readonly sendTestMail: SendTestMail;
}

export function createEmailResolvers(dependencies: EmailResolverDependencies): Resolvers {
  const { verification, requestPasswordReset, changeEmail, sendTestMail } = dependencies;
  return {
    Mutation: {
      requestEmailVerification: async (_, { email }) => {
        await verification.requestEmailVerification(email);
        return {};
      },
      verifyEmail: async (_, { token }) => {
        await verification.verifyEmail(token);
        return {};
      },
      requestPasswordReset: async (_, { input: { email, target } }) => {
        await requestPasswordReset({ email, target: target ?? defaultTarget });
        return {};
      },
      confirmEmailChange: async (_, { token }, context) => ({
        user: await changeEmail.confirmEmailChange(callerOf(context), token),
      }),
      sendTestMail: async (_, __, context) => {
        await sendTestMail({ type: 'USER', user: callerOf(context) });
        return {};
      },
      undoEmailChange: async (_, { token }) => {
        await changeEmail.undoEmailChange(token);
        return {};
      },
    },
  };
}
