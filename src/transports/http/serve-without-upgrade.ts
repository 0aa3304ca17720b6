import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** Headers that serve only an upgrade. */
const upgradeHeaders = new Set(['upgrade', 'http2-settings', 'connection']);

/**
 * Answers a request for another protocol as an ordinary request, which a server may always do (RFC 9110
 * section 7.8). As soon as a server has an `upgrade` listener, Node detaches every such request from its
 * parser, including the h2c requests that Java's client and curl send first. So the request is rewritten
 * without the upgrade headers and handed back to the server, followed by all bytes after it.
 */
export function serveWithoutUpgrade(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    // The parser accepts no line breaks in names and values, so no header can be injected here.
    if (!upgradeHeaders.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([bytes, head]));
  // On a server with TLS, `connection` is for sockets before the handshake.
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
}
