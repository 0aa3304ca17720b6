/**
 * Cordon as a library: the complete server, with the types and resolvers of a project under the same `@auth`
 * rules. `cordon/auth-directive` exports the directive alone.
 */

import type { GraphQLSchema } from 'graphql';
import type { Library, ServerExtension } from './library/index.js';
import type { Config } from './platform/config/index.js';
import { createServer } from './server.js';

export type { Policy } from '@cordon/auth-directive';
export type {
  EventHandler,
  EventMap,
  LibraryUsers,
  RequestContext,
  SubscribeToEvents,
  TransactionalEventHandler,
  UserEventType,
  UserReader,
} from './library/index.js';
export type { CurrentUser, Role } from './modules/access/index.js';
export type { IssuedTokens } from './modules/sessions/index.js';
export type { CreatedUser, User, UserStatus } from './modules/users/index.js';
export { type Config, ConfigError, readConfig } from './platform/config/index.js';
export { DomainError, StartupError } from './shared/index.js';

/** Options of createCordon. */
export interface CordonOptions extends ServerExtension {
  /** The result of `readConfig(process.env)`. */
  readonly config: Config;
}

/** The complete server in this process. */
export interface Cordon extends Library {
  /** The executable schema with all guards. */
  readonly schema: GraphQLSchema;
  /**
   * Migrates the database, opens it and listens. Returns the URL, and the one-time setup link while there is
   * no administrator. Throws a StartupError (what is wrong and how to fix it), after closing everything.
   */
  start(): Promise<{ readonly url: string; readonly setupLink: string | null }>;
  /** Reports "not ready", finishes the requests in flight and closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Builds the server; uses neither the network nor the disk before `start`. Throws for every error in the
 * schema and its rules, and names the coordinate.
 */
export function createCordon({ config, ...extension }: CordonOptions): Cordon {
  const { schema, users, issueTokens, on, start, stop } = createServer(config, extension);
  return { schema, users, issueTokens, on, start, stop };
}
