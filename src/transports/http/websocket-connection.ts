import type { RawData, WebSocket } from 'ws';
import type { ClientInfo } from '../../shared/index.js';

/** A WebSocket that carries text, independent of the WebSocket library. */
export interface TextSocket {
  /** The negotiated subprotocol, or an empty string. */
  readonly protocol: string;
  /**
   * Resolves when the text was handed to the network, so that a sender that waits never buffers more than one
   * text.
   */
  send(text: string): Promise<void>;
  close(code: number, reason: string): void;
  onMessage(handler: (text: string) => Promise<void>): void;
}

/**
 * Serves one WebSocket from its opening; implemented by the GraphQL server. Returns the function to call with
 * the close code and reason when the socket was closed.
 */
export type SocketHandler = (
  socket: TextSocket,
  client: ClientInfo,
) => (code: number, reason: string) => Promise<void>;

const pingIntervalMs = 12_000;
const internalError = 1011;
const unsupportedData = 1003;

/**
 * Adapts a socket of the ws library. A message whose handler rejects is reported to `onError` and closes the
 * socket with 1011; a binary message closes it with 1003.
 */
export function adaptWebSocket(socket: WebSocket, onError: (error: unknown) => void): TextSocket {
  // What ws itself rejects (a frame too large, invalid UTF-8) it closes with the right code. Without a
  // listener the event would end the process.
  socket.on('error', () => {});
  return {
    protocol: socket.protocol,
    send: (text) =>
      new Promise((resolve, reject) => {
        // A closed socket is not an error of the sender.
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(text, (error) =>
          error && socket.readyState === socket.OPEN ? reject(error) : resolve(),
        );
      }),
    close: (code, reason) => socket.close(code, reason),
    onMessage: (handler) => {
      socket.on('message', (data: RawData, isBinary: boolean) => {
        if (isBinary) return socket.close(unsupportedData, 'Text only');
        // With the default binaryType, ws delivers a text message as one Buffer.
        handler(data.toString()).catch((error: unknown) => {
          onError(error);
          socket.close(internalError, 'Internal error');
        });
      });
    },
  };
}

/**
 * Pings the peer at an interval (RFC 6455 section 5.5.2) and terminates the socket when a ping was not
 * answered.
 */
export function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingIntervalMs).unref();
  socket.once('close', () => clearInterval(timer));
}
