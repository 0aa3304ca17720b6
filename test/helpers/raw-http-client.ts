import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What became of bytes that were sent without a client library. */
export interface RawResponse {
  /** All that came back until the server hung up, or until the sender had waited long enough. */
  readonly text: string;
  /** What the server took from the connection. */
  readonly bytesRead: number;
}

/** Watches what servers in this process take from their connections. */
export interface ConnectionWatch {
  /** Bytes taken so far from the connection of that local port. */
  bytesRead(clientPort: number): number;
  stop(): void;
}

/** Begins to watch; a server reports each request when its headers are read. */
export function watchConnections(): ConnectionWatch {
  const sockets = new Map<number, Socket>();
  const onRequestStart = (message: unknown): void => {
    // The message of Node's own channel.
    const { socket } = message as { readonly socket: Socket };
    sockets.set(socket.remotePort ?? 0, socket);
  };
  subscribe('http.server.request.start', onRequestStart);
  return {
    bytesRead: (clientPort) => sockets.get(clientPort)?.bytesRead ?? 0,
    stop: () => void unsubscribe('http.server.request.start', onRequestStart),
  };
}

/** Sends a beginning, then chunks of a body as long as the server takes them, `maxBytes` at most; answers how far it came. */
export async function sendEndlessBody(
  url: string,
  headers: string,
  maxBytes: number,
  watch: ConnectionWatch,
): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    text += String(piece);
  });
  // The server hanging up while we write is what is being looked for.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const clientPort = socket.localPort ?? 0;
  socket.write(`${headers}\r\nhost: ${hostname}\r\ntransfer-encoding: chunked\r\n\r\n`);
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
  for (let sent = 0; sent < maxBytes && !socket.destroyed; sent += chunk.length) {
    if (socket.write(chunk)) continue;
    // `once` rejects when the connection breaks, which ends the loop too.
    await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
  socket.destroy();
  return { text, bytesRead: watch.bytesRead(clientPort) };
}
