/**
 * OAuth 2.0 beside GraphQL, for clients that speak it: tokens, revocation, introspection, metadata, user information, and
 * the question that proxies ask for services that speak none of it. The password grant contradicts
 * RFC 9700 2.4 and ships, behind a switch, for clients that have nothing else. It has no path of its own to a password or a session.
 */

import type { DomainError, Module, Transactions } from '../../shared/index.js';
import type { Authenticator } from '../access/index.js';
import type { PasswordLogin } from '../login/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import type { OauthClient } from './client-authentication.js';
import { createGrantTokens } from './grant-tokens.js';
import { createIntrospectionRoutes } from './introspection.routes.js';
import { createOauthRoutes } from './oauth.routes.js';
import { createRevocationRoutes } from './revocation.routes.js';
import { createVerifyRoutes } from './verify.routes.js';

/** What the module is built from. */
export interface OauthDependencies {
  /** The login module's own path. */
  readonly login: PasswordLogin;
  readonly sessions: Sessions;
  /** The same as GraphQL's, in the same order. */
  readonly authenticators: readonly Authenticator[];
  readonly users: Users;
  readonly transactions: Transactions;
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly issuer: string;
  readonly passwordGrantEnabled: boolean;
  /** Who may introspect tokens; left out: nobody. */
  readonly clients?: readonly OauthClient[];
}

/** Builds the module. */
export function createOauthModule(dependencies: OauthDependencies): Module {
  const { clients = [] } = dependencies;
  const grantTokens = createGrantTokens(dependencies.login, dependencies.sessions);
  return {
    name: 'oauth',
    routes: [
      ...createOauthRoutes({ ...dependencies, grantTokens }),
      ...createRevocationRoutes(dependencies),
      ...createIntrospectionRoutes({ ...dependencies, clients }),
      ...createVerifyRoutes(dependencies),
    ],
  };
}
