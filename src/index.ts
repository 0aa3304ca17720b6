/**
 * Cordon as a library: the whole server, with a project's own types and resolvers under the same @auth.
 * The directive alone is `cordon/auth-directive`.
 */

import type { GraphQLSchema } from 'graphql';
import type { Config } from './platform/config/index.js';
import { createServer, type ServerExtension } from './server.js';

export type { Policy } from '@cordon/auth-directive';
export type { CurrentUser, Role } from './modules/access/index.js';
export { type Config, ConfigError, readConfig } from './platform/config/index.js';
export { DomainError, StartupError } from './shared/index.js';
export type { RequestContext } from './transports/graphql/index.js';

/** What `createCordon` takes. */
export interface CordonOptions extends ServerExtension {
  /** From `readConfig(process.env)`. */
  readonly config: Config;
}

/** The whole server in this process. */
export interface Cordon {
  /** The executable schema with every guard in place. */
  readonly schema: GraphQLSchema;
  /**
   * Migrates, opens and listens. Answers the address, and the one-time link that makes the first administrator while there is none.
   * Refuses with a StartupError (one line: what is wrong, what to do); then nothing is left open.
   */
  start(): Promise<{ readonly url: string; readonly setupLink: string | null }>;
  /** Says "not ready", finishes the requests in flight, lets go of everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Builds the server; nothing is touched before `start`. Throws at once, naming the coordinate, for every rule that cannot be kept. */
export function createCordon({ config, ...extension }: CordonOptions): Cordon {
  const { schema, start, stop } = createServer(config, extension);
  return { schema, start, stop };
}
