/**
 * Authentication with a password: login, sign-up, reauthentication, changing the password or the email
 * address, and setting a password with a one-time token; and the public information about the server. This
 * module never hashes by itself, knows no protocol, and never reveals whether a name exists.
 */

import { randomBytes } from 'node:crypto';
import type { AddressFailures, LoginThrottle, MailLimits } from '../../platform/rate-limit/index.js';
import {
  type Clock,
  countOutcomes,
  createKeyedQueue,
  type EventPublisher,
  type KeyedHash,
  type Measurements,
  type Module,
  noMeasurements,
  successOutcome,
} from '../../shared/index.js';
import { type ActorTransactions, cordonRoles, type Roles } from '../access/index.js';
import type { EmailVerification } from '../email/index.js';
import type { Mailer, MailPages } from '../mail/index.js';
import type { MfaModule } from '../mfa/index.js';
import type { PasskeyProofs } from '../passkeys/index.js';
import type { PasswordCredentials, PasswordHistory, Passwords } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { EmailChanges, Users } from '../users/index.js';
import { createChangePasswordService } from './change-password.js';
import { createCompleteMfa } from './complete-mfa.js';
import { createDeleteAccount, type DeleteAccountDependencies } from './delete-account.js';
import { createFailedAttempts } from './failed-attempts.js';
import { createIssueTokens, type IssueTokens } from './issue-tokens.js';
import { createKnownDevices } from './known-devices.js';
import { createLoginResolvers } from './login.resolvers.js';
import { signInQueueFull } from './login-errors.js';
import { createPasskeyLogin } from './passkey-login.js';
import { createPasskeyReauthentication } from './passkey-reauthentication.js';
import { createPasswordLogin, type LoginOutcome, type PasswordLogin } from './password-login.js';
import { createPasswordReset } from './password-reset.js';
import { createPasswordVerifier } from './password-verifier.js';
import { createReauthenticate } from './reauthenticate.js';
import { createRequestEmailChange } from './request-email-change.js';
import { buildServerInfo, type ServerInfoOptions } from './server-info.js';
import { createSignUp } from './sign-up.js';

export type { IssueTokens } from './issue-tokens.js';
export type { LoginOutcome, LoginRequest, PasswordLogin } from './password-login.js';
export type { ServerInfo, ServerInfoOptions } from './server-info.js';

/** The dependencies of the login module. */
export interface LoginDependencies {
  /** Default: the roles of Cordon. */
  readonly roles?: Roles;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
  readonly sessions: Sessions;
  readonly mfa: Pick<MfaModule, 'challenges' | 'secondFactors'>;
  readonly oneTimeTokens: OneTimeTokens;
  readonly passkeys: PasskeyProofs;
  readonly loginThrottle: Pick<LoginThrottle, 'chargeAttempt' | 'chargeAttemptFrom'>;
  readonly addressFailures: AddressFailures;
  /** Signs device cookies with a secret key, the same on all instances. */
  readonly keyedHash: KeyedHash;
  readonly events: EventPublisher;
  /** Default: nothing is counted. */
  readonly measurements?: Pick<Measurements, 'countLogin' | 'countPasskeyLogin'>;
  readonly clock: Clock;
  readonly emailChanges: EmailChanges;
  readonly verification: EmailVerification;
  readonly mailer: Mailer;
  readonly pages: MailPages;
  readonly mailLimits: MailLimits;
  /** Deletes the account of a signed-in user, who has proven the password. */
  readonly deleteOwnAccount: DeleteAccountDependencies['deleteOwnAccount'];
  readonly server: ServerInfoOptions;
  /** Returns true until the first administrator exists. */
  readonly setupRequired: () => Promise<boolean>;
}

/** The login module. */
export interface LoginModule extends Module {
  /** The only implementation of a login with a name and a password, for every entry point. */
  readonly passwordLogin: PasswordLogin;
  readonly issueTokens: IssueTokens;
}

/**
 * Every attempt counts as a failure until its password is compared. If all attempts at one account ran at
 * once, correct passwords would use up the failures that are free and lock their own account. Two at once
 * keep a small machine's hashing busy, and five instances together stay within the free failures.
 */
const attemptQueueOptions = { maxConcurrent: 2, maxWaiting: 40, createFullError: signInQueueFull };

/** Creates the login module. */
export function createLoginModule(dependencies: LoginDependencies): LoginModule {
  const { server, passwords, setupRequired, keyedHash, measurements = noMeasurements } = dependencies;
  const { roles = cordonRoles, mfa, passkeys } = dependencies;
  const { challenges, secondFactors } = mfa;
  const devices = createKnownDevices({ keyedHash, randomId: () => randomBytes(16) });
  const failedAttempts = createFailedAttempts(dependencies);
  const shared = { ...dependencies, roles, challenges, secondFactors, devices, failedAttempts };
  const passwordVerifier = createPasswordVerifier({
    ...shared,
    attemptQueue: createKeyedQueue(attemptQueueOptions),
  });
  const passwordLogin = countOutcomes(
    createPasswordLogin({ ...shared, passwordVerifier }),
    measurements.countLogin,
    outcomeOf,
  );
  const passkeyLogin = createPasskeyLogin(shared);
  const passkeyReauthentication = createPasskeyReauthentication(shared);
  const resolvers = createLoginResolvers({
    login: passwordLogin,
    completeMfa: createCompleteMfa(shared),
    startPasskeyLogin: passkeys.startLogin,
    passkeyLogin: countOutcomes(passkeyLogin, measurements.countPasskeyLogin, outcomeOf),
    passkeyReauthentication,
    signUp: createSignUp({ ...shared, enabled: server.signUpEnabled }),
    reauthenticate: createReauthenticate({ ...shared, passwordVerifier, passkeyReauthentication }),
    changePasswordService: createChangePasswordService({ ...shared, passwordVerifier }),
    requestEmailChange: createRequestEmailChange({ ...shared, passwordVerifier }),
    deleteAccount: createDeleteAccount({ ...shared, passwordVerifier }),
    resetPassword: createPasswordReset(dependencies),
    isVerificationOn: dependencies.verification.mode !== 'off',
    server: buildServerInfo(server, passwords.policy),
    setupRequired,
  });
  return {
    name: 'login',
    selfChargedFields: ['login', 'completeMfa', 'reauthenticate', 'changePassword', 'deleteMyAccount'].map(
      (field) => `Mutation.${field}`,
    ),
    fieldsWithoutSecondFactor: ['Mutation.reauthenticate', 'Mutation.startPasskeyReauthentication'],
    passwordLogin,
    issueTokens: createIssueTokens({ ...dependencies, roles }),
    resolvers: { ...resolvers },
  };
}

function outcomeOf({ status }: LoginOutcome): string {
  return status === 'COMPLETE' ? successOutcome : status;
}
