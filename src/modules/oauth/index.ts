/**
 * OAuth 2.0 beside GraphQL: tokens, revocation, introspection, metadata, user information, and the
 * verification requests of proxies. The password grant contradicts RFC 9700 2.4; it exists for clients that
 * support nothing else, and can be disabled. Passwords and sessions are handled by the login and sessions
 * modules only.
 */

import type { Module } from '../../shared/index.js';
import { createIntrospectionRoutes } from './introspection.routes.js';
import { createOauthRoutes } from './oauth.routes.js';
import type { OauthDependencies } from './oauth-dependencies.js';
import { createRevocationRoutes } from './revocation.routes.js';
import { createVerifyRoutes } from './verify.routes.js';

export type { OauthDependencies } from './oauth-dependencies.js';

/** Creates the oauth module. */
export function createOauthModule(dependencies: OauthDependencies): Module {
  return {
    name: 'oauth',
    routes: [
      ...createOauthRoutes(dependencies),
      ...createRevocationRoutes(dependencies),
      ...createIntrospectionRoutes(dependencies),
      ...createVerifyRoutes(dependencies),
    ],
  };
}
