/**
 * The ways in with a password: login, sign-up, proving it again, changing it, and choosing one with a one-time token; and what anybody
 * may know of the server before. It will never hash by itself, know a protocol, or say whether a name exists.
 */

import { randomBytes } from 'node:crypto';
import {
  type Clock,
  createKeyedQueue,
  type EventPublisher,
  type Module,
  type Transactions,
} from '../../shared/index.js';
import type { PasswordCredentials, PasswordHistory, Passwords } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { Users } from '../users/index.js';
import { createChangePasswordService } from './change-password.js';
import type { ChargeAttemptDependencies } from './charge-attempt.js';
import { createFailedAttempts } from './failed-attempts.js';
import { createKnownDevices } from './known-devices.js';
import { createLoginResolvers } from './login.resolvers.js';
import { signInQueueFull } from './login-errors.js';
import { createPasswordLogin, type PasswordLogin } from './password-login.js';
import { createPasswordReset } from './password-reset.js';
import { createPasswordVerifier } from './password-verifier.js';
import { buildServerInfo, type ServerInfoOptions } from './server-info.js';
import { createSignUp } from './sign-up.js';

export type { LoginOutcome, LoginRequest, PasswordLogin } from './password-login.js';
export type { ServerInfo, ServerInfoOptions } from './server-info.js';

/** What the module is built from. */
export interface LoginDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
  readonly sessions: Sessions;
  readonly oneTimeTokens: OneTimeTokens;
  readonly loginThrottle: ChargeAttemptDependencies['loginThrottle'];
  readonly addressFailures: ChargeAttemptDependencies['addressFailures'];
  /** For the proofs of known devices: secret, and the same on all instances; asked when used, because keys are opened after the modules are built. */
  readonly deviceKey: () => Buffer;
  readonly events: EventPublisher;
  readonly clock: Clock;
  readonly server: ServerInfoOptions;
  /** True until the first administrator exists; the invitations module knows. */
  readonly setupRequired: () => Promise<boolean>;
}

/** The module and what it offers. */
export interface LoginModule extends Module {
  /** The one path for every door that takes a name and a password. */
  readonly passwordLogin: PasswordLogin;
}

/**
 * Every attempt counts as a failure until its password is compared. If all attempts at one account ran at once, correct
 * passwords would use up the failures that are free and lock their own account. Two at once keep a small machine's
 * hashing busy, and five instances together stay within the free failures.
 */
const attemptQueueOptions = { maxConcurrent: 2, maxWaiting: 40, createFullError: signInQueueFull };

/** Builds the module. */
export function createLoginModule(dependencies: LoginDependencies): LoginModule {
  const { server, passwords, setupRequired, deviceKey } = dependencies;
  const devices = createKnownDevices({ deviceKey, randomId: () => randomBytes(16) });
  const failedAttempts = createFailedAttempts(dependencies);
  const passwordVerifier = createPasswordVerifier({
    ...dependencies,
    devices,
    failedAttempts,
    attemptQueue: createKeyedQueue(attemptQueueOptions),
  });
  const passwordLogin = createPasswordLogin({ ...dependencies, passwordVerifier, devices });
  const resolvers = createLoginResolvers({
    login: passwordLogin,
    signUp: createSignUp({ ...dependencies, devices, enabled: server.signUpEnabled }),
    changePasswordService: createChangePasswordService({ ...dependencies, passwordVerifier, devices }),
    resetPassword: createPasswordReset(dependencies),
    server: buildServerInfo(server, passwords.policy),
    setupRequired,
  });
  return {
    name: 'login',
    selfChargedFields: ['Mutation.login', 'Mutation.reauthenticate', 'Mutation.changePassword'],
    passwordLogin,
    resolvers: { ...resolvers },
  };
}
