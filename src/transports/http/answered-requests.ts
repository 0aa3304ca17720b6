import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Connections } from './connections.js';

/**
 * Follows the requests on the connections of a listener that is not limited by `limitConnections`: one of the
 * project's own.
 */
export function trackAnswers(server: Server): Pick<Connections, 'onceAnswered'> {
  const inProgress = new WeakMap<Duplex, number>();
  const answered = new WeakMap<Duplex, () => void>();
  server.on('request', ({ socket }, response) => {
    inProgress.set(socket, (inProgress.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (inProgress.get(socket) ?? 1) - 1;
      inProgress.set(socket, left);
      if (left === 0 && !socket.destroyed) answered.get(socket)?.();
    });
  });
  return {
    onceAnswered: (socket, proceed) => {
      if ((inProgress.get(socket) ?? 0) > 0) answered.set(socket, proceed);
      else proceed();
    },
  };
}

/**
 * Closes the connection of an upgrade request when nobody has written an answer to it within the limit. Node
 * has detached it from its time-outs, so it would stay open for ever.
 */
export function closeUnlessAnswered(socket: Duplex, limitMs: number): void {
  const before = bytesWritten(socket);
  const timer = setTimeout(() => {
    if (bytesWritten(socket) === before) socket.destroy();
  }, limitMs).unref();
  socket.once('close', () => clearTimeout(timer));
}

function bytesWritten(socket: Duplex): unknown {
  return Reflect.get(socket, 'bytesWritten');
}
