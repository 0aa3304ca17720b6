import { boundedWait } from '../../shared/index.js';
import type { DatabaseHosts } from './database-hosts.js';
import { prepareListeningCheck, repeatListeningCheck } from './listening-check.js';
import { notificationChannel } from './notification-channel.js';

/** A connection to the server that only listens. */
export interface ListeningConnection {
  /**
   * Sends a query, which the server answers only after all earlier messages. Rejects when there is no
   * response in time, when the server became a standby (which receives no changes), or when a proxy dropped
   * the LISTEN.
   */
  verifyListening(): Promise<void>;
  /** Closes the connection at once, even during a query. */
  close(): void;
}

export interface ListeningOptions {
  readonly hosts: DatabaseHosts;
  readonly timeoutMs: number;
  readonly onMessage: (text: string) => void;
  /** Called when either side has closed the connection; possibly more than once. */
  readonly onEnd: (cause: unknown) => void;
}

/** Connects and listens. When it rejects, nothing stays open. */
export async function connectListener(options: ListeningOptions): Promise<ListeningConnection> {
  const { hosts, timeoutMs, onMessage } = options;
  const client = new hosts.Client({
    connectionString: hosts.url,
    application_name: 'cordon notices',
    keepAlive: true,
    connectionTimeoutMillis: timeoutMs,
  });
  // Without a handler, an error of an idle connection (Postgres restarting) would end the process.
  client.on('error', options.onEnd);
  client.on('end', () => options.onEnd(new Error('the connection was closed')));
  client.on('notification', ({ channel, payload = '' }) => {
    if (channel === notificationChannel) onMessage(payload);
  });
  const close = (): void => {
    // With a query in progress, pg destroys the socket without waiting.
    client.end().catch(() => {});
    // Without one, the other side would have to answer, and may never do so.
    client.connection.stream.destroy();
  };
  try {
    await client.connect();
    await boundedWait(client.query(`LISTEN ${notificationChannel}`), { limitMs: timeoutMs });
    await boundedWait(prepareListeningCheck(client), { limitMs: timeoutMs });
  } catch (error) {
    close();
    throw error;
  }
  return {
    close,
    verifyListening: () => boundedWait(repeatListeningCheck(client), { limitMs: timeoutMs }),
  };
}
