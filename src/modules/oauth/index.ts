/**
 * OAuth 2.0 beside GraphQL, for clients that speak it: tokens, revocation, introspection, metadata, user information, and
 * the question that proxies ask for services that speak none of it. The password grant contradicts
 * RFC 9700 2.4 and ships, behind a switch, for clients that have nothing else. It has no path of its own to a password or a session.
 */

import type { DomainError, Room, Transactions } from '../../shared/index.js';
import type { Authenticator } from '../access/index.js';
import type { PasswordLogin } from '../login/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Users } from '../users/index.js';
import type { OauthClient } from './client-authentication.js';
import { createGrantTokens } from './grant-tokens.js';
import { introspectionRoutes } from './introspection.routes.js';
import { createOauthRoutes } from './oauth.routes.js';
import { revocationRoutes } from './revocation.routes.js';
import { verifyRoutes } from './verify.routes.js';

/** What the room is built from. */
export interface OauthDependencies {
  /** The login room's own path. */
  readonly login: PasswordLogin;
  readonly sessions: Sessions;
  /** The same as GraphQL's, in the same order. */
  readonly authenticators: readonly Authenticator[];
  readonly users: Users;
  readonly transactions: Transactions;
  /** The refusal that a failure of the database means; null for any other failure. */
  readonly explain: (error: unknown) => DomainError | null;
  readonly issuer: string;
  readonly passwordGrantEnabled: boolean;
  /** Who may introspect tokens; left out: nobody. */
  readonly clients?: readonly OauthClient[];
}

/** Builds the room. */
export function createOauthRoom(dependencies: OauthDependencies): Room {
  const { clients = [] } = dependencies;
  const grantTokens = createGrantTokens(dependencies.login, dependencies.sessions);
  return {
    name: 'oauth',
    routes: [
      ...createOauthRoutes({ ...dependencies, grantTokens }),
      ...revocationRoutes(dependencies),
      ...introspectionRoutes({ ...dependencies, clients }),
      ...verifyRoutes(dependencies),
    ],
  };
}
