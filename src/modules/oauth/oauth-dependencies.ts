import type { DomainError, Transactions } from '../../shared/index.js';
import type { Authenticator, Roles } from '../access/index.js';
import type { PasswordLogin } from '../login/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import type { OauthClient } from './client-authentication.js';

/** The dependencies of the oauth module; each route takes those that it needs. */
export interface OauthDependencies {
  readonly roles: Roles;
  /** The login of the login module. */
  readonly login: PasswordLogin;
  readonly sessions: Sessions;
  /** The authenticators of the GraphQL transport, in the same order. */
  readonly authenticators: readonly Authenticator[];
  readonly users: Users;
  readonly transactions: Transactions;
  /** Returns the DomainError that a database error stands for; null for any other error. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly issuer: string;
  readonly passwordGrantEnabled: boolean;
  /** The clients that may introspect tokens; none by default. */
  readonly clients?: readonly OauthClient[];
}
