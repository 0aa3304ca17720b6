import { createServer, type Server, type Socket } from 'node:net';
import { listenOnFreePort } from './listen.js';

/** A server on a loopback port that does not behave as expected. */
export interface BrokenServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Accepts connections and never responds, like a hung machine or a firewall that drops packets. */
export function createSilentServer(): Promise<BrokenServer> {
  return listen(() => {});
}

/**
 * Requests a password as Postgres does and rejects it (Postgres documentation, chapter "Message Formats").
 */
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

/** Occupies a port. */
export function occupyPort(): Promise<BrokenServer> {
  return listen((socket) => socket.destroy());
}

/** Returns a port that was free a moment ago. */
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
  const port = await listenOnFreePort(server);
  return {
    port,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
