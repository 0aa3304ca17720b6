import { createServer, type Server, type Socket } from 'node:net';

/** Something on a loopback port that is not what it should be. */
export interface BrokenServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Takes connections and never says a word, as a firewall's black hole or a hung machine does. */
export function createSilentServer(): Promise<BrokenServer> {
  return listen(() => {});
}

/** A Postgres that asks for a password and refuses every one, in the protocol's own bytes (Postgres documentation, chapter "Message Formats"). */
export function createPasswordRejectingPostgres(): Promise<BrokenServer> {
  const askPassword = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);
  const fields = ['SFATAL', 'VFATAL', 'C28P01', 'Mpassword authentication failed for user "cordon"'];
  const text = Buffer.from(`${fields.join('\0')}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(text.length + 4);
  const rejection = Buffer.concat([Buffer.from('E'), length, text]);
  return listen((socket) => {
    let hasAskedForPassword = false;
    socket.on('data', () => {
      if (hasAskedForPassword) socket.end(rejection);
      else socket.write(askPassword);
      hasAskedForPassword = true;
    });
  });
}

/** Holds a port. */
export function occupyPort(): Promise<BrokenServer> {
  return listen((socket) => socket.destroy());
}

/** A port on which nobody listened a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = await listen(() => {});
  await server.close();
  return server.port;
}

async function listen(serve: (socket: Socket) => void): Promise<BrokenServer> {
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
