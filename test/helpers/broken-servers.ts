import { createServer, type Server, type Socket } from 'node:net';
import { listenOnFreePort } from './listen.js';

/** A TCP server on a loopback port that simulates a fault. */
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
  const passwordRequest = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);
  const fields = ['SFATAL', 'VFATAL', 'C28P01', 'Mpassword authentication failed for user "cordon"'];
  const text = Buffer.from(`${fields.join('\0')}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(text.length + 4);
  const rejection = Buffer.concat([Buffer.from('E'), length, text]);
  return listen((socket) => {
    let hasRequestedPassword = false;
    socket.on('data', () => {
      if (hasRequestedPassword) socket.end(rejection);
      else socket.write(passwordRequest);
      hasRequestedPassword = true;
    });
  });
}

/** Occupies a port. */
export function occupyPort(): Promise<BrokenServer> {
  return listen((socket) => socket.destroy());
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
