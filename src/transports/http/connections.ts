import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How many connections a listener holds at the same time. */
export interface ConnectionLimits {
  /** Connections whose client has not sent the headers of a request: silent, slow and keep-alive ones. */
  readonly waiting: number;
  /** All connections, WebSockets included. A connection beyond this number is closed immediately. */
  readonly total: number;
}

/** The open connections of a listener. */
export interface Connections {
  /**
   * Calls `proceed` once all requests that the connection has sent are answered, at once when there is none;
   * never when the connection is closed before.
   */
  onceAnswered(socket: Duplex, proceed: () => void): void;
  /** Closes the connections without a request in progress. */
  closeWaiting(): void;
  /** Closes also those whose request has not arrived completely. */
  closeIncomplete(): void;
}

/**
 * Limits the open connections of a listener. When too many wait, the one that has waited longest is closed,
 * so that a client which keeps connections open does not lock others out.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): Connections {
  server.maxConnections = limits.total;
  /** In the order in which they began to wait. */
  const waiting = new Set<Socket>();
  const requests = new Map<Duplex, Set<IncomingMessage>>();
  const answered = new Map<Duplex, () => void>();

  const wait = (socket: Socket): void => {
    if (socket.destroyed) return;
    waiting.add(socket);
    const [longest] = waiting;
    if (longest === undefined || waiting.size <= limits.waiting) return;
    waiting.delete(longest);
    longest.destroy();
  };
  server.on('connection', (socket: Socket) => {
    wait(socket);
    socket.once('close', () => {
      waiting.delete(socket);
      requests.delete(socket);
      answered.delete(socket);
    });
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    const inProgress = requests.get(socket) ?? new Set();
    requests.set(socket, inProgress.add(request));
    waiting.delete(socket);
    response.once('close', () => {
      inProgress.delete(request);
      if (inProgress.size > 0 || socket.destroyed) return;
      const proceed = answered.get(socket);
      answered.delete(socket);
      if (proceed === undefined) wait(socket);
      else proceed();
    });
  });
  server.on('upgrade', ({ socket }) => waiting.delete(socket));

  const closeWaiting = (): void => {
    for (const socket of waiting) socket.destroy();
  };
  return {
    onceAnswered: (socket, proceed) => {
      if ((requests.get(socket)?.size ?? 0) > 0) answered.set(socket, proceed);
      else proceed();
    },
    closeWaiting,
    closeIncomplete: () => {
      closeWaiting();
      for (const [socket, inProgress] of requests)
        if ([...inProgress].some(({ complete }) => !complete)) socket.destroy();
    },
  };
}
