/**
 * What a project calls in the process of the server, beside GraphQL and HTTP: `cordon.users` and the like.
 * Only translates between the services of the modules and a small public API; contains no rule.
 */

import type { Server as HttpServer, RequestListener } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { App } from '../app-types.js';
import type { IssueTokens } from '../modules/login/index.js';
import type { ClientInfo, Log } from '../shared/index.js';
import { authenticateReceived, type ReceivedRequest, type RequestAuthentication } from './authenticate.js';
import { createLibraryEvents, type LibraryEvents } from './library-events.js';
import { createLibraryUsers, type LibraryUsers, type UserReader } from './library-users.js';

export type { ReceivedRequest, RequestAuthentication } from './authenticate.js';
export type {
  EventHandler,
  EventMap,
  SubscribeToEvents,
  TransactionalEventHandler,
  UserEventType,
} from './library-events.js';
export type { LibraryUsers, UserReader } from './library-users.js';
export { assertExtension, type RequestContext, type ServerExtension } from './server-extension.js';

/** The members of `createCordon`'s result that need the open database. */
export interface Library {
  /** Reads and changes users. Changes follow the rules of the API and are audited as made by the server. */
  readonly users: LibraryUsers;
  /**
   * Returns tokens of a new session of the user, without a password: for tests and scripts. Never answer them
   * to a client. The session counts as freshly authenticated, and is audited as started by the server. Throws
   * a DomainError: USER_NOT_FOUND, ACCOUNT_DISABLED, ILLEGAL_STATE for an open invitation, SCOPE_NOT_ALLOWED.
   */
  readonly issueTokens: IssueTokens;
  /**
   * Authenticates a request that another server in this process has received, e.g. Express or Fastify. Only
   * its Authorization header counts. Throws a DomainError (SERVICE_UNAVAILABLE) when that cannot be checked.
   */
  authenticate(request: ReceivedRequest): Promise<RequestAuthentication>;
  /** Subscribes to events, before or after `start`. */
  readonly on: LibraryEvents['on'];
}

/** How the server starts. */
export interface StartOptions {
  /** False opens no port: a server of the project hands requests over to `handler`. Default: true. */
  readonly listen?: boolean;
}

/** The complete server in this process. */
export interface Cordon extends Library {
  /** The executable schema with all guards. */
  readonly schema: GraphQLSchema;
  /**
   * Answers the requests of a server of the project, e.g. Express: mount it at the root, after the project's
   * own routes and before anything that reads bodies. Answers 503 before `start` and after `stop`.
   */
  readonly handler: RequestListener;
  /**
   * Serves the WebSockets at /graphql (subscriptions) of a server of the project. Upgrades of other kinds
   * reach the server's other `upgrade` listeners.
   */
  acceptWebSockets(server: HttpServer): void;
  /**
   * Migrates the database, opens it and listens. Returns the URL (null without listening), and the one-time
   * setup link while there is no administrator. Throws a StartupError (what is wrong and how to fix it),
   * after closing everything.
   */
  start(options: {
    readonly listen: false;
  }): Promise<{ readonly url: null; readonly setupLink: string | null }>;
  start(options?: {
    readonly listen?: true;
  }): Promise<{ readonly url: string; readonly setupLink: string | null }>;
  /** Reports "not ready", finishes the requests in flight and closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** The library with what only the server itself uses. */
export interface LibraryHost extends Library, Pick<LibraryEvents, 'finishHandlers'> {
  /** Returns the users of the context of a request, for resolvers. */
  usersFor(client: ClientInfo): UserReader;
}

/**
 * Creates the library. Members that need the database throw an Error while `isOpen` returns false, and in
 * handlers inside a transaction, where they would wait for its connection.
 */
export function createLibrary(app: App, log: Log, isOpen: () => boolean): LibraryHost {
  const { isInTransaction, ...events } = createLibraryEvents(app, log);
  const requireOpen = (member: string): void => {
    if (!isOpen()) throw new Error(`${member} works only between start() and stop() of the server.`);
    if (isInTransaction()) throw new Error(`${member} does not work inside a transaction. Use its manager.`);
  };
  return {
    ...events,
    ...createLibraryUsers(app, requireOpen),
    issueTokens: async (userId, options) => {
      requireOpen('issueTokens');
      return app.issueTokens(userId, options);
    },
    authenticate: async (request) => {
      requireOpen('authenticate');
      return authenticateReceived(app, request);
    },
  };
}
