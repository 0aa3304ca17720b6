/**
 * What a project calls in the process of the server, beside GraphQL and HTTP: `cordon.users` and the like.
 * Only translates between the services of the modules and a small public API; contains no rule.
 */

import type { App } from '../app.js';
import type { IssueTokens } from '../modules/login/index.js';
import type { ClientInfo, Log } from '../shared/index.js';
import { createLibraryEvents, type LibraryEvents } from './library-events.js';
import { createLibraryUsers, type LibraryUsers, type UserReader } from './library-users.js';

export type {
  EventHandler,
  EventMap,
  SubscribeToEvents,
  TransactionalEventHandler,
  UserEventType,
} from './library-events.js';
export type { LibraryUsers, UserReader } from './library-users.js';
export type { RequestContext, ServerExtension } from './server-extension.js';

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
  /** Subscribes to events, before or after `start`. */
  readonly on: LibraryEvents['on'];
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
  };
}
