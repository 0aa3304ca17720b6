import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** The response to bytes that were sent without an HTTP client. */
export interface RawResponse {
  /** Everything received before the connection was closed. */
  readonly text: string;
  /** The number of bytes that the server read from the connection. */
  readonly bytesRead: number;
}

/** Counts the bytes that servers in this process read from their connections. */
export interface ConnectionWatch {
  /** Returns the bytes read so far from the connection with this local port. */
  bytesRead(clientPort: number): number;
  stop(): void;
}

/** Starts counting; a server reports each request when its headers are read. */
export function watchConnections(): ConnectionWatch {
  const sockets = new Map<number, Socket>();
  const onRequestStart = (message: unknown): void => {
    // The message of a diagnostics channel of Node.
    const { socket } = message as { readonly socket: Socket };
    sockets.set(socket.remotePort ?? 0, socket);
  };
  subscribe('http.server.request.start', onRequestStart);
  return {
    bytesRead: (clientPort) => sockets.get(clientPort)?.bytesRead ?? 0,
    stop: () => void unsubscribe('http.server.request.start', onRequestStart),
  };
}

/**
 * Sends the request line and headers, then chunks of a body while the server reads them, at most `maxBytes`,
 * and returns the response.
 */
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
  // The test expects that the server closes the connection during a write.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const clientPort = socket.localPort ?? 0;
  socket.write(`${headers}\r\nhost: ${hostname}\r\ntransfer-encoding: chunked\r\n\r\n`);
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
  for (let sent = 0; sent < maxBytes && !socket.destroyed; sent += chunk.length) {
    if (socket.write(chunk)) continue;
    // `once` rejects when the connection breaks, which also ends the loop.
    await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
  socket.destroy();
  return { text, bytesRead: watch.bytesRead(clientPort) };
}

/** Sends raw bytes and returns everything that the server sends until it closes the connection. */
export async function exchangeRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  let text = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    text += String(piece);
  });
  await once(socket, 'close');
  return text;
}
