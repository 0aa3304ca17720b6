import type { DataSource } from 'typeorm';
import { StartupError, withWaitBudget } from '../../shared/index.js';
import type { ServerConfigWithHosts } from './connection.js';
import { toStartupError } from './database-startup-error.js';
import { followsPrimary } from './replica.js';
import { createServerNotificationTransport, defaultTimings } from './server-notification-transport.js';
import { databaseErrorCause } from './translate-database-error.js';

/**
 * Listens for change notifications as the server does, and sends one. Throws StartupError when it is not
 * received.
 */
export async function checkListening(
  { listenUrl, listenHosts }: ServerConfigWithHosts,
  dataSource: DataSource,
): Promise<void> {
  let failure: unknown;
  const transport = createServerNotificationTransport({
    hosts: listenHosts,
    query: (statement, values) => dataSource.query(statement, [...values]),
    elapsedMs: () => performance.now(),
    timings: defaultTimings,
    onFailure: (cause) => {
      failure ??= cause;
    },
  });
  try {
    await transport.open({ onMessage: () => {}, onResync: () => {}, onLost: () => {} });
    if (transport.isLive()) return;
  } finally {
    await transport.close();
  }
  const variable = listenUrl === undefined ? 'DATABASE_URL' : 'CORDON_DATABASE_LISTEN_URL';
  const error = toStartupError(failure, variable);
  if (error instanceof StartupError) throw error;
  throw refused(
    `Change notifications are not received over ${variable}.`,
    listenUrl === undefined
      ? 'With a pooler in transaction mode, set CORDON_DATABASE_LISTEN_URL.'
      : 'Let it lead to the same database, past any pooler.',
    failure,
  );
}

/** Less than a command should take to say that a server is silent. */
const replicaLimitMs = 5_000;

/** Throws StartupError when the replica cannot be used or does not follow the primary. It may be behind. */
export async function checkReplica(
  { replicaUrl }: ServerConfigWithHosts,
  dataSource: DataSource,
): Promise<void> {
  if (replicaUrl === undefined) return;
  const variable = 'CORDON_DATABASE_REPLICA_URL';
  let isFollowing = false;
  try {
    isFollowing = await withWaitBudget(replicaLimitMs, () => followsPrimary(replicaUrl, dataSource));
  } catch (cause) {
    const error = toStartupError(cause, variable);
    if (error instanceof StartupError) throw error;
    const message = `The server in ${variable} cannot be used (${databaseErrorCause(cause)}).`;
    throw refused(message, 'Check that it is running and that lists can be read there.', cause);
  }
  if (isFollowing) return;
  throw refused(
    `The server in ${variable} is not a standby that follows the one in DATABASE_URL.`,
    'Name a streaming standby. After a fail-over, it follows the new primary from its next restartpoint on.',
  );
}

function refused(message: string, remedy: string, cause?: unknown): StartupError {
  return new StartupError('DATABASE_REFUSED', message, remedy, cause);
}
