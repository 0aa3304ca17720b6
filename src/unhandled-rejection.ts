import type { Log } from './shared/index.js';

/**
 * Handles unhandled rejections: logs a GraphQL error and rethrows everything else, which ends the process.
 * graphql-js drops the promises of earlier list items when a later item throws synchronously. The response
 * has been sent without them, and no request may end the process in this way.
 */
export function handleUnhandledRejection(reason: unknown, log: Pick<Log, 'error'>): void {
  // Compared by name: a second copy of graphql has classes of its own.
  if (!(reason instanceof Error) || reason.name !== 'GraphQLError') throw reason;
  log.error({ err: reason }, 'a field failed after its response was sent');
}
