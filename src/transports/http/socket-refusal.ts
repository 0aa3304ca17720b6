import type { Duplex } from 'node:stream';
import type { HttpRefusal } from './http-refusals.js';
import { nodeHttp } from './node-http.js';
import { securityHeaders } from './response-headers.js';

/** How long a peer that reads nothing can delay the end of its connection. */
const lingerMs = 1_000;

/**
 * Sends a refusal as an HTTP response on a bare socket, where no route or reply exists, and closes the
 * connection without waiting for the peer to close its half of it.
 */
export function sendSocketRefusal(
  socket: Duplex,
  { status, error, message, headers = {} }: HttpRefusal,
): void {
  const body = JSON.stringify({ error, error_description: message, detail: message });
  const fields = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...securityHeaders,
    ...headers,
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const destroy = (): void => void socket.destroy();
  const linger = setTimeout(destroy, lingerMs);
  socket.once('close', () => clearTimeout(linger));
  socket.end(`HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, destroy);
}

/** Responds to bytes that Node cannot parse as a request. */
export function respondToClientError(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = clientErrorStatus[error.code ?? ''] ?? 400;
  sendSocketRefusal(socket, {
    status,
    error: 'invalid_request',
    message: nodeHttp.STATUS_CODES[status] ?? 'Bad Request',
  });
}

const clientErrorStatus: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
