import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { callerOf } from '../access/index.js';
import { defaultTarget } from '../mail/index.js';
import type { StartedPasskeyProof } from '../passkeys/index.js';
import { tokenDelivery } from '../sessions/index.js';
import type { ChangePasswordService } from './change-password.js';
import type { CompleteMfa } from './complete-mfa.js';
import type { DeleteAccount } from './delete-account.js';
import type { PasskeyLogin } from './passkey-login.js';
import type { PasskeyReauthentication } from './passkey-reauthentication.js';
import type { PasswordLogin } from './password-login.js';
import type { PasswordReset } from './password-reset.js';
import type { Reauthenticate } from './reauthenticate.js';
import type { RequestEmailChange } from './request-email-change.js';
import type { ServerInfo } from './server-info.js';
import type { SignUp } from './sign-up.js';

export interface LoginResolverDependencies {
  readonly login: PasswordLogin;
  readonly completeMfa: CompleteMfa;
  readonly startPasskeyLogin: () => StartedPasskeyProof;
  readonly passkeyLogin: PasskeyLogin;
  readonly passkeyReauthentication: PasskeyReauthentication;
  readonly signUp: SignUp;
  readonly reauthenticate: Reauthenticate;
  readonly changePasswordService: ChangePasswordService;
  readonly requestEmailChange: RequestEmailChange;
  readonly deleteAccount: DeleteAccount;
  readonly resetPassword: PasswordReset;
  readonly isVerificationOn: boolean;
  readonly server: ServerInfo;
  readonly setupRequired: () => Promise<boolean>;
}

export function createLoginResolvers(dependencies: LoginResolverDependencies): Resolvers {
  const { login, completeMfa, signUp, reauthenticate, changePasswordService } = dependencies;
  const { startPasskeyLogin, passkeyLogin, passkeyReauthentication } = dependencies;
  const { requestEmailChange, deleteAccount, resetPassword } = dependencies;
  const { server, setupRequired, isVerificationOn } = dependencies;
  return {
    Query: { server: () => server },
    ServerInfo: { setupRequired },
    Mutation: {
      login: async (_, { input }, { client, refreshCookie, deviceCookie }) => {
        const deliver = tokenDelivery(input.delivery ?? 'BODY', refreshCookie);
        const outcome = await login({
          identifier: input.username,
          password: input.password,
          scope: input.scope ?? null,
          deviceName: input.deviceName ?? null,
          client,
          device: deviceCookie ?? null,
        });
        return outcome.status === 'COMPLETE' ? { ...outcome, tokens: deliver(outcome.tokens) } : outcome;
      },
      completeMfa: async (_, { input }, { client, refreshCookie, deviceCookie }) => {
        const deliver = tokenDelivery(input.delivery ?? 'BODY', refreshCookie);
        const { challengeId, method } = input;
        const signedIn = await completeMfa({
          challengeId,
          method,
          code: input.code ?? null,
          passkeyResponse: input.passkeyResponse ?? null,
          client,
          device: deviceCookie ?? null,
        });
        return { ...signedIn, tokens: deliver(signedIn.tokens) };
      },
      signUp: async (_, { input: { delivery, ...input } }, { client, refreshCookie, deviceCookie }) => {
        const deliver = tokenDelivery(delivery ?? 'BODY', refreshCookie);
        const outcome = await signUp({
          ...input,
          fullName: input.fullName ?? null,
          locale: input.locale ?? null,
          client,
          device: deviceCookie ?? null,
        });
        return outcome.verificationRequired ? outcome : { ...outcome, tokens: deliver(outcome.tokens) };
      },
      startPasskeyLogin: () => startPasskeyLogin(),
      finishPasskeyLogin: async (_, { input }, { client, refreshCookie, deviceCookie }) => {
        const deliver = tokenDelivery(input.delivery ?? 'BODY', refreshCookie);
        const outcome = await passkeyLogin({
          challengeId: input.challengeId,
          response: input.response,
          scope: input.scope ?? null,
          deviceName: input.deviceName ?? null,
          client,
          device: deviceCookie ?? null,
        });
        return outcome.status === 'COMPLETE' ? { ...outcome, tokens: deliver(outcome.tokens) } : outcome;
      },
      startPasskeyReauthentication: (_, __, context) => passkeyReauthentication.start(callerOf(context)),
      reauthenticate: async (_, { password, totpCode, passkey }, context) => {
        const proof = {
          password: password ?? null,
          totpCode: totpCode ?? null,
          passkey: passkey ?? null,
        };
        await reauthenticate(callerOf(context), proof, context.client);
        return {};
      },
      changePassword: async (_, { input }, context) => ({
        revokedSessions: await changePasswordService.changePassword(
          callerOf(context),
          {
            ...input,
            revokeOtherSessions: input.revokeOtherSessions ?? true,
            device: context.deviceCookie ?? null,
          },
          context.client,
        ),
      }),
      requestEmailChange: async (_, { input }, context) => {
        const request = { ...input, target: input.target ?? defaultTarget };
        await requestEmailChange(callerOf(context), request, context.client);
        return {};
      },
      deleteMyAccount: async (_, { password }, context) => {
        await deleteAccount(callerOf(context), password, context.client);
        context.refreshCookie?.clear();
        return {};
      },
      resetPassword: async (_, { input }) => {
        await resetPassword(input.token, input.newPassword);
        return {};
      },
    },
    // Also for a sign-up that was refused.
    SignUpPayload: {
      verificationRequired: ({ verificationRequired }) => verificationRequired ?? isVerificationOn,
    },
    LoginPayload: { status: ({ status }) => status ?? 'FAILED' },
  };
}
