import pg from 'pg';
import { notificationChannel } from './notification-channel.js';

/** A connection to the server that does nothing but listen. */
export interface ListeningConnection {
  /**
   * Asks a question, which the server answers only after every message it had before. Rejects when there is no answer in time, when the
   * server became a standby (nothing is changed there any more), or when something between forgot that we listen.
   */
  verifyListening(): Promise<void>;
  /** Lets go at once, whatever is under way. */
  close(): void;
}

/** How to reach the server, and whom to tell. */
export interface ListeningOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly onMessage: (text: string) => void;
  /** When the connection is gone, by whichever side; perhaps more than once. */
  readonly onEnd: () => void;
}

const listeningCheck = {
  name: 'cordon_listening',
  text: `SELECT pg_is_in_recovery() AS standby, EXISTS (SELECT FROM pg_listening_channels() AS c WHERE c = '${notificationChannel}') AS listening`,
};

/** Connects and listens. Rejects when it cannot, and then nothing is left open. */
export async function connectListener(options: ListeningOptions): Promise<ListeningConnection> {
  const { url, timeoutMs, onMessage } = options;
  const client = new pg.Client({
    connectionString: url,
    application_name: 'cordon notices',
    keepAlive: true,
    connectionTimeoutMillis: timeoutMs,
  });
  // Without a listener for it, an error of an idle connection (Postgres restarting) would end the process.
  client.on('error', options.onEnd);
  client.on('end', options.onEnd);
  client.on('notification', ({ channel, payload = '' }) => {
    if (channel === notificationChannel) onMessage(payload);
  });
  const close = (): void => {
    // Beside a question without an answer, pg destroys the socket and waits for nobody.
    client.end().catch(() => {});
  };
  try {
    await client.connect();
    await withTimeout(timeoutMs, client.query(`LISTEN ${notificationChannel}`));
  } catch (error) {
    close();
    throw error;
  }
  return {
    close,
    verifyListening: async () => {
      const { rows } = await withTimeout(
        timeoutMs,
        client.query<{ standby: boolean; listening: boolean }>(listeningCheck),
      );
      if (rows[0]?.standby !== false || !rows[0].listening)
        throw new Error('the connection hears nothing any more');
    },
  };
}

/** The answer, or an error when it comes too late. */
async function withTimeout<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // After the event loop was held up, an answer that has long arrived is read first.
      setImmediate(() => reject(new Error('no answer in time')));
    }, timeoutMs);
  });
  // Nobody may be left to hear it once the race is decided.
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
