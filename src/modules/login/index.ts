/**
 * The ways in with a password: login, sign-up, proving it again, changing it, and choosing one with a one-time token; and what anybody
 * may know of the server before. It will never hash by itself, know a protocol, or say whether a name exists.
 */

import { randomBytes } from 'node:crypto';
import type { Clock, EventPublisher, Room, Transactions } from '../../shared/index.js';

import type { PasswordCredentials, PasswordHistory, Passwords } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { Users } from '../users/index.js';
import { createOwnPassword } from './change-password.js';
import type { Counting } from './charge-attempt.js';
import { createFailedAttempts } from './failed-attempts.js';
import { createTurns } from './keyed-queue.js';
import { createKnownDevices } from './known-devices.js';
import { createLoginResolvers } from './login.resolvers.js';
import { createPasswordLogin, type PasswordLogin } from './password-login.js';
import { createPasswordReset } from './password-reset.js';
import { createPasswordProof } from './password-verifier.js';
import { type ServerSettings, serverInfoOf } from './server-info.js';
import { createSignUp } from './sign-up.js';

export type { LoginOutcome, LoginRequest, PasswordLogin } from './password-login.js';
export type { ServerInfo, ServerSettings } from './server-info.js';

/** What the room is built from. */
export interface LoginDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
  readonly sessions: Sessions;
  readonly oneTimeTokens: OneTimeTokens;
  readonly guesses: Counting['guesses'];
  readonly addressFailures: Counting['addressFailures'];
  /** For the proofs of known devices: secret, and the same on all instances; asked when used, because keys are opened after the rooms are built. */
  readonly deviceKey: () => Buffer;
  readonly events: EventPublisher;
  readonly clock: Clock;
  readonly server: ServerSettings;
  /** True until the first administrator exists; the invitations room knows. */
  readonly setupRequired: () => Promise<boolean>;
}

/** The room and what it offers. */
export interface LoginRoom extends Room {
  /** The one path for every door that takes a name and a password. */
  readonly passwordLogin: PasswordLogin;
}

/**
 * Two attempts at one account at once are as many as are hashed at once on a small machine, and five instances together stay within what is free.
 * As many wait as passwords do for hashing.
 */
const turnsSettings = { atOnce: 2, mostWaiting: 40 };

/** Builds the room. */
export function createLoginRoom(dependencies: LoginDependencies): LoginRoom {
  const { server, passwords, setupRequired, deviceKey } = dependencies;
  const devices = createKnownDevices({ deviceKey, randomId: () => randomBytes(16) });
  const failedAttempts = createFailedAttempts(dependencies);
  const proof = createPasswordProof({
    ...dependencies,
    devices,
    failedAttempts,
    turns: createTurns(turnsSettings),
  });
  const passwordLogin = createPasswordLogin({ ...dependencies, proof, devices });
  const resolvers = createLoginResolvers({
    login: passwordLogin,
    signUp: createSignUp({ ...dependencies, devices, enabled: server.signUpEnabled }),
    ownPassword: createOwnPassword({ ...dependencies, proof, devices }),
    resetPassword: createPasswordReset(dependencies),
    server: serverInfoOf(server, passwords.policy),
    setupRequired,
  });
  return {
    name: 'login',
    chargesItself: ['Mutation.login', 'Mutation.reauthenticate', 'Mutation.changePassword'],
    passwordLogin,
    resolvers: { ...resolvers },
  };
}
