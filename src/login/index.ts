/**
 * The ways in with a password: login, sign-up, proving it again, changing it, and choosing one with a one-time token; and what anybody
 * may know of the server before. It will never hash by itself, know a protocol, or say whether a name exists.
 */

import type { Clock, EventPublisher, Room, Transactions } from '../kernel/index.js';
import type { FailureBudget } from '../limits/index.js';
import type { PasswordCredentials, PasswordHistory, Passwords } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { Users } from '../users/index.js';
import { createLoginResolvers } from './login.resolvers.js';
import { createOwnPassword } from './own-password.js';
import { createPasswordLogin, type PasswordLogin } from './password-login.js';
import { createPasswordProof } from './password-proof.js';
import { createPasswordReset } from './password-reset.js';
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
  readonly failedLogins: FailureBudget;
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

/** Builds the room. */
export function createLoginRoom(dependencies: LoginDependencies): LoginRoom {
  const { server, passwords, setupRequired } = dependencies;
  const proof = createPasswordProof(dependencies);
  const passwordLogin = createPasswordLogin({ ...dependencies, proof });
  const resolvers = createLoginResolvers({
    login: passwordLogin,
    signUp: createSignUp({ ...dependencies, enabled: server.signUpEnabled }),
    ownPassword: createOwnPassword({ ...dependencies, proof }),
    resetPassword: createPasswordReset(dependencies),
    server: serverInfoOf(server, passwords.policy),
    setupRequired,
  });
  return { name: 'login', passwordLogin, resolvers: { ...resolvers } };
}
