import { createServer, type Server, type Socket } from 'node:net';

/** Something on a loopback port that is not what it should be. */
export interface FalseServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Takes connections and never says a word, as a firewall's black hole or a hung machine does. */
export function createSilentServer(): Promise<FalseServer> {
  return listen(() => {});
}

/** A Postgres that asks for a password and refuses every one, in the protocol's own bytes (Postgres documentation, chapter "Message Formats"). */
export function createRefusingPostgres(): Promise<FalseServer> {
  const askPassword = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);
  const fields = ['SFATAL', 'VFATAL', 'C28P01', 'Mpassword authentication failed for user "cordon"'];
  const text = Buffer.from(`${fields.join('\0')}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(text.length + 4);
  const refusal = Buffer.concat([Buffer.from('E'), length, text]);
  return listen((socket) => {
    let isAsked = false;
    socket.on('data', () => {
      if (isAsked) socket.end(refusal);
      else socket.write(askPassword);
      isAsked = true;
    });
  });
}

/** Holds a port. */
export function occupyPort(): Promise<FalseServer> {
  return listen((socket) => socket.destroy());
}

/** A port on which nobody listened a moment ago. */
export async function freePort(): Promise<number> {
  const server = await listen(() => {});
  await server.close();
  return server.port;
}

async function listen(serve: (socket: Socket) => void): Promise<FalseServer> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
