/**
 * Cordon as a library: the complete server, with the types and resolvers of a project under the same `@auth`
 * rules. `cordon/auth-directive` exports the directive alone.
 */

import type { Cordon, ServerExtension } from './library/index.js';
import type { Config } from './platform/config/index.js';
import { createServer } from './server.js';

export type { Policy } from '@cordon/auth-directive';
export type {
  Cordon,
  EventHandler,
  EventMap,
  LibraryUsers,
  ReceivedRequest,
  RequestAuthentication,
  RequestContext,
  StartOptions,
  SubscribeToEvents,
  TransactionalEventHandler,
  UserEventType,
  UserReader,
} from './library/index.js';
export type { CurrentUser, Role, RoleDeclaration, RoleDeclarations } from './modules/access/index.js';
export type { IssuedTokens } from './modules/sessions/index.js';
export type { CreatedUser, User, UserStatus } from './modules/users/index.js';
export { type Config, ConfigError, readConfig } from './platform/config/index.js';
export { DomainError, StartupError } from './shared/index.js';
export type { RegisterRoutes, RouteHelpers, RouteRule } from './transports/http/index.js';

/** Options of createCordon. */
export interface CordonOptions extends ServerExtension {
  /** The result of `readConfig(process.env)`. */
  readonly config: Config;
}

/**
 * Builds the server; uses neither the network nor the disk before `start`. Throws for every error in the
 * schema and its rules, and names the coordinate.
 */
export function createCordon({ config, ...extension }: CordonOptions): Cordon {
  const server = createServer(config, extension);
  const { schema, users, issueTokens, authenticate, on, handler, acceptWebSockets, start, stop } = server;
  return { schema, users, issueTokens, authenticate, on, handler, acceptWebSockets, start, stop };
}
