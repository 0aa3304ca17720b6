import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeUnlessAnswered } from './answered-requests.js';
import { clientAddress } from './client-address.js';
import { createConnectionCounter } from './connection-counter.js';
import type { Connections } from './connections.js';
import type { CrossOriginLog } from './cross-origin-log.js';
import { bodyLimitBytes, defaultHttpTimeouts } from './http-limits.js';
import type { HttpServerDependencies } from './http-options.js';
import { type HttpRefusal, httpRefusals } from './http-refusals.js';
import { mayOpenWebSocket, permittedOrigins } from './origin-check.js';
import { serveWithoutUpgrade } from './serve-without-upgrade.js';
import { sendSocketRefusal } from './socket-refusal.js';
import { createTrustedProxies } from './trusted-proxies.js';
import { adaptWebSocket, keepAlive, type SocketHandler } from './websocket-connection.js';

/** The listener whose WebSockets are served. */
export interface WebSocketListener extends Pick<Connections, 'onceAnswered'> {
  readonly server: Server;
  /** Returns false before the start, when every WebSocket is refused. */
  readonly isServing: () => boolean;
  /** Returns true when others handle the upgrades that are not WebSockets at /graphql. */
  readonly hasOtherUpgrades: () => boolean;
}

/** The WebSockets of a listener. */
export interface WebSockets {
  /** Returns the number of open sockets. */
  countOpen(): number;
  /**
   * Accepts no new socket, closes the open ones with 1001 and waits up to one second for their close frames.
   */
  close(): Promise<void>;
}

const limits = { total: 1_000, perAddress: 100 };
const closeTimeoutMs = 1_000;
const goingAway = 1001;

/**
 * Accepts WebSockets at /graphql from allowed origins (RFC 6455 section 10.2) and passes them to the handler.
 * Any other upgrade request is answered as an ordinary request.
 */
export function mountWebSockets(
  { server, onceAnswered, isServing, hasOtherUpgrades }: WebSocketListener,
  handle: SocketHandler,
  crossOriginLog: CrossOriginLog,
  { options, log }: HttpServerDependencies,
): WebSockets {
  const isTrusted = createTrustedProxies(options.trustedProxies);
  const permitted = permittedOrigins(options);
  const connections = createConnectionCounter(limits);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimitBytes, handleProtocols });
  let isClosing = false;
  sockets.on('wsClientError', (_error, socket) => sendSocketRefusal(socket, upgradeRefusals.malformed));

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!isWebSocket || request.url?.split('?', 1)[0] !== '/graphql') {
      return hasOtherUpgrades()
        ? closeUnlessAnswered(socket, (options.timeouts ?? defaultHttpTimeouts).requestMs)
        : serveWithoutUpgrade(server, request, socket, head);
    }
    if (!isServing()) return sendSocketRefusal(socket, httpRefusals.notRunning);
    if (isClosing) return sendSocketRefusal(socket, httpRefusals.closing);
    crossOriginLog.logRefusals(request);
    if (!mayOpenWebSocket(request.headers, permitted)) {
      return sendSocketRefusal(socket, upgradeRefusals.origin);
    }
    const address = clientAddress(request, isTrusted);
    const release = connections.acquire(address);
    if (release === null) return sendSocketRefusal(socket, upgradeRefusals.tooMany);
    socket.once('close', release);
    return sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, request, address));
  };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    // Node reports it as soon as it was read, while pipelined requests before it may still be answered.
    onceAnswered(socket, () => upgrade(request, socket, head));
  });

  function serve(socket: WebSocket, request: IncomingMessage, ipAddress: string): void {
    const requestId = randomUUID();
    const userAgent = request.headers['user-agent']?.slice(0, 512) ?? null;
    keepAlive(socket);
    const closed = handle(
      adaptWebSocket(socket, (error) => {
        log.error({ requestId, err: error }, 'failed to handle a WebSocket message');
      }),
      { ipAddress, userAgent, requestId },
    );
    socket.once('close', (code, reason) => {
      closed(code, reason.toString()).catch((error: unknown) => {
        log.error({ requestId, err: error }, 'failed to release a closed WebSocket');
      });
    });
  }

  return {
    countOpen: () => sockets.clients.size,
    close: async () => {
      isClosing = true;
      const open = [...sockets.clients];
      const closed = Promise.all(open.map((socket) => new Promise((done) => socket.once('close', done))));
      for (const socket of open) socket.close(goingAway, 'The server is stopping.');
      const timer = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, closeTimeoutMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/**
 * Selects the only supported protocol. A client that offers none of it is closed with 4406 once it is
 * connected.
 */
function handleProtocols(offered: Set<string>): string | false {
  return offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false;
}

const upgradeRefusals = {
  malformed: { status: 400, error: 'invalid_request', message: 'The WebSocket handshake is malformed.' },
  origin: {
    status: 403,
    error: 'access_denied',
    message: 'The origin of this page is not allowed to open a WebSocket.',
  },
  tooMany: {
    status: 429,
    error: 'slow_down',
    message: 'Too many connections are open.',
    headers: { 'retry-after': '5' },
  },
} satisfies Record<string, HttpRefusal>;
