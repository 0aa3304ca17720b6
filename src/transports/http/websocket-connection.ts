import type { RawData, WebSocket } from 'ws';
import type { ClientInfo } from '../../shared/index.js';

/** A WebSocket, free of any library. */
export interface PlainSocket {
  /** The subprotocol that was agreed on, or nothing. */
  readonly protocol: string;
  /** Answers when the text is on its way. */
  send(text: string): Promise<void>;
  close(code: number, reason: string): void;
  onMessage(handler: (text: string) => Promise<void>): void;
}

/** The port through which WebSockets are served; the GraphQL edge keeps it. Answers what must be told of the socket's end. */
export type SocketHandler = (
  socket: PlainSocket,
  client: ClientInfo,
) => (code: number, reason: string) => Promise<void>;

const pingEveryMs = 12_000;
const internalError = 1011;
const unsupportedData = 1003;

/** The socket in plain words. A message that cannot be handled is told and closes the socket with 1011; one that is no text, with 1003. */
export function adaptWebSocket(socket: WebSocket, onFault: (error: unknown) => void): PlainSocket {
  // What ws itself refuses (a frame too large, not UTF-8) it closes with the right code; without a listener it would end the process.
  socket.on('error', () => {});
  return {
    protocol: socket.protocol,
    send: (text) =>
      new Promise((resolve, reject) => {
        // Whoever has gone is told no more.
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(text, (error) =>
          error && socket.readyState === socket.OPEN ? reject(error) : resolve(),
        );
      }),
    close: (code, reason) => socket.close(code, reason),
    onMessage: (handler) => {
      socket.on('message', (data: RawData, isBinary: boolean) => {
        if (isBinary) return socket.close(unsupportedData, 'Text only');
        // ws hands text over as one Buffer unless told otherwise.
        handler(data.toString()).catch((error: unknown) => {
          onFault(error);
          socket.close(internalError, 'Internal error');
        });
      });
    },
  };
}

/** Asks every so often whether anybody is there (RFC 6455 section 5.5.2), and lets go of who has not answered by the next time. */
export function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingEveryMs).unref();
  socket.once('close', () => clearInterval(timer));
}
