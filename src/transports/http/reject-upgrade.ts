import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Headers that ask for, or belong to, an upgrade and to nothing else. */
const upgradeHeaders = new Set(['upgrade', 'http2-settings', 'connection']);

/**
 * Answers a request that asks for another protocol as if it had not: a server may always do so (RFC 9110 section 7.8). Once anybody listens for
 * upgrades, Node takes every such request from its parser, those for h2c that Java's client and curl send first included; so it is written
 * anew without the wish and given back, with all that follows it.
 */
export function rejectUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    // The parser has read name and value without line ends, so nothing can be slipped in here.
    if (!upgradeHeaders.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([bytes, head]));
  server.emit('connection', socket);
}
