import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { HttpEdgeDependencies } from './http-options.js';
import { rejectUpgrade } from './reject-upgrade.js';
import { securityHeaders } from './security-headers.js';
import { createTrustedProxies } from './trusted-proxies.js';
import {
  type ConnectionCounter,
  clientAddress,
  createConnectionCounter,
  isOriginAllowed,
} from './websocket-admission.js';
import { adaptWebSocket, keepAlive, type SocketHandler } from './websocket-connection.js';

/** The WebSockets of a listener. */
export interface WebSockets {
  /** Takes no new one, tells those that are open to go elsewhere (1001) and waits for their goodbye, a second at most. */
  close(): Promise<void>;
}

const limits = { total: 1_000, perAddress: 100 };
/** As for the body of a request. */
const messageLimitBytes = 100_000;
const closeTimeoutMs = 1_000;
const goingAway = 1001;

/** Takes WebSockets at /graphql, from pages that may (RFC 6455 section 10.2), and hands them to the handler. Every other upgrade is answered as without. */
export function mountWebSockets(
  server: Server,
  handle: SocketHandler,
  dependencies: HttpEdgeDependencies,
): WebSockets {
  const { allowedOrigins, trustedProxies } = dependencies.options;
  const isTrusted = createTrustedProxies(trustedProxies);
  const counts: ConnectionCounter = createConnectionCounter(limits);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimitBytes, handleProtocols });
  let isClosing = false;
  sockets.on('wsClientError', (_error, socket) => refuse(socket, 400));

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!isWebSocket || request.url?.split('?', 1)[0] !== '/graphql')
      return rejectUpgrade(server, request, socket, head);
    socket.on('error', () => socket.destroy());
    if (isClosing) return refuse(socket, 503);
    if (!isOriginAllowed(request, allowedOrigins)) return refuse(socket, 403);
    const address = clientAddress(request, isTrusted);
    const release = counts.take(address);
    if (release === null) return refuse(socket, 429);
    socket.once('close', release);
    return sockets.handleUpgrade(request, socket, head, (opened) => open(opened, request, address));
  });

  function open(socket: WebSocket, request: IncomingMessage, ipAddress: string): void {
    const requestId = randomUUID();
    const userAgent = request.headers['user-agent']?.slice(0, 512) ?? null;
    keepAlive(socket);
    const closed = handle(
      adaptWebSocket(socket, (error) => {
        dependencies.log.error({ requestId, err: error }, 'a message of a WebSocket could not be handled');
      }),
      { ipAddress, userAgent, requestId },
    );
    socket.once('close', (code, reason) => {
      closed(code, reason.toString()).catch((error: unknown) => {
        dependencies.log.error({ requestId, err: error }, 'a WebSocket could not be let go of');
      });
    });
  }

  return {
    close: async () => {
      isClosing = true;
      const open = [...sockets.clients];
      const gone = Promise.all(open.map((socket) => new Promise((done) => socket.once('close', done))));
      for (const socket of open) socket.close(goingAway, 'The server is stopping.');
      const timer = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, closeTimeoutMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** The one protocol we speak; a client that speaks none of ours is told so once it is connected (close code 4406). */
function handleProtocols(offered: Set<string>): string | false {
  return offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false;
}

const refusals: Readonly<Record<400 | 403 | 429 | 503, { error: string; message: string; more?: string }>> = {
  400: { error: 'invalid_request', message: 'The WebSocket handshake is malformed.' },
  403: { error: 'access_denied', message: 'Pages of this origin may not connect.' },
  429: { error: 'slow_down', message: 'Too many connections are open.', more: 'retry-after: 5\r\n' },
  503: { error: 'temporarily_unavailable', message: 'The server is stopping.', more: 'retry-after: 5\r\n' },
};

/** Before a WebSocket is there, a refusal is an HTTP answer on the bare socket. */
function refuse(socket: Duplex, status: keyof typeof refusals): void {
  const { error, message, more = '' } = refusals[status];
  const body = JSON.stringify({ error, error_description: message, detail: message });
  const headers = Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\ncache-control: no-store\r\n${headers.join('')}${more}connection: close\r\n\r\n${body}`,
  );
}
