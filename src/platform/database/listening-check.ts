import type { Client, Connection } from 'pg';
import { notificationChannel } from './notification-channel.js';

/** Asks whether the server is a primary and whether this connection listens, with a prepared statement. */
const statement = {
  name: 'cordon_listening',
  text: `SELECT pg_is_in_recovery() AS standby, EXISTS (SELECT FROM pg_listening_channels() AS c WHERE c = '${notificationChannel}') AS listening`,
};

/** Bind the statement without parameters, Execute it, Sync. The bytes are always the same. */
const messages: Buffer = Buffer.concat([
  message('B', `\0${statement.name}\0${'\0'.repeat(6)}`),
  message('E', `\0${'\0'.repeat(4)}`),
  message('S', ''),
]);

/** Prepares the check on a new connection, and asks for the first time. */
export async function prepareListeningCheck(client: Client): Promise<void> {
  const { rows } = await client.query<{ standby: boolean; listening: boolean }>(statement);
  if (rows[0]?.standby !== false || !rows[0].listening) throw notListening();
}

/**
 * Asks again, on a connection where `prepareListeningCheck` has resolved. Rejects when the server became a
 * standby (which receives no changes), or when a proxy dropped the LISTEN. A fast path: every request waits
 * for it, and the general query of the driver takes 5 % of the time of `me` with one connection.
 */
export function repeatListeningCheck(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer: readonly (string | null)[] = [];
    // What the driver calls while it sends a query and receives the answer.
    client.query({
      submit: ({ stream }: Connection) => {
        if (stream.writable) stream.write(messages);
      },
      handleDataRow: ({ fields }: { readonly fields: readonly (string | null)[] }) => {
        answer = fields;
      },
      handleCommandComplete: () => {},
      handleReadyForQuery: () => {
        const [standby, listening] = answer;
        if (standby === 'f' && listening === 't') resolve();
        else reject(notListening());
      },
      handleError: reject,
    });
  });
}

/** A message of the protocol: its type, its length, and the rest, which is ASCII. */
function message(type: string, rest: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(length.length + rest.length);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(rest)]);
}

function notListening(): Error {
  return new Error('the connection no longer receives notifications');
}
