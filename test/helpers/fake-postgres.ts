import { createServer, type Socket } from 'node:net';
import { listenOnFreePort } from './listen.js';

/** A server that accepts every login, and answers every query with whether it is read-only. */
export interface FakePostgres {
  readonly port: number;
  isReadOnly: boolean;
  /** Whether a connection is closed instead of answering its first query, as by a server that shuts down. */
  isShuttingDown: boolean;
  /** How many connections it has accepted. */
  readonly accepted: number;
  /** Closes all connections and accepts no more. */
  close(): Promise<void>;
}

export async function startFakePostgres(isReadOnly: boolean): Promise<FakePostgres> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    fake.accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    // Each message arrives as one packet over the loopback interface. The first has no type.
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', int32(0)), readyForQuery]));
      socket.on('data', (bytes) => {
        if (bytes.toString('latin1', 0, 1) !== 'Q') return;
        if (fake.isShuttingDown) socket.destroy();
        else socket.write(answer(fake.isReadOnly ? 'on' : 'off'));
      });
    });
  });
  const fake = {
    port: await listenOnFreePort(server),
    isReadOnly,
    isShuttingDown: false as boolean,
    accepted: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number): Buffer => Buffer.concat([int16(value >> 16), int16(value & 0xffff)]);

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const readyForQuery = message('Z', Buffer.from('I'));

/** One row with one column of type text. */
function answer(text: string): Buffer {
  const name = Buffer.from('transaction_read_only\0');
  const column = Buffer.concat([name, int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
  return Buffer.concat([
    message('T', Buffer.concat([int16(1), column])),
    message('D', Buffer.concat([int16(1), int32(text.length), Buffer.from(text)])),
    message('C', Buffer.from('SHOW\0')),
    readyForQuery,
  ]);
}
