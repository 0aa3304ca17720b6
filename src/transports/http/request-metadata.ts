import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { ClientInfo } from '../../shared/index.js';
import { type IsTrustedProxy, plainAddress } from './trusted-proxies.js';

const wellFormedId = /^[A-Za-z0-9._-]{8,128}$/;
const userAgentLimitCharacters = 512;

/**
 * Returns the generator of request ids. Keeps a well-formed X-Request-Id of a trusted proxy, so that both
 * logs use the same id; any other request gets a new id.
 */
export function createRequestIdGenerator(isTrusted: IsTrustedProxy): (request: IncomingMessage) => string {
  return (request) => {
    const sent = request.headers['x-request-id'];
    const isKept =
      typeof sent === 'string' && wellFormedId.test(sent) && isTrusted(request.socket.remoteAddress);
    return isKept ? sent : randomUUID();
  };
}

/**
 * The address is that of the socket, or the one that a trusted proxy forwarded when it is a valid address.
 */
export function readClientInfo(request: FastifyRequest): ClientInfo {
  const forwarded = plainAddress(request.ip);
  return {
    ipAddress: isIP(forwarded) === 0 ? plainAddress(request.socket.remoteAddress ?? '') : forwarded,
    userAgent: request.headers['user-agent']?.slice(0, userAgentLimitCharacters) ?? null,
    requestId: request.id,
  };
}

/** Returns the headers by lower-case name, repeated ones joined as Node joins them. */
export function readHeaders(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

/** Counts the Authorization headers that were sent: Node keeps the first and drops the others silently. */
export function countAuthorizationHeaders(request: FastifyRequest): number {
  return request.raw.rawHeaders.filter((text, index) => index % 2 === 0 && /^authorization$/i.test(text))
    .length;
}

/** Returns the query string with its `?`, or an empty string. */
export function readQueryString(request: FastifyRequest): string {
  const at = request.url.indexOf('?');
  return at === -1 ? '' : request.url.slice(at);
}
