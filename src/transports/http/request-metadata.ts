import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ClientInfo } from '../../shared/index.js';
import { clientAddress } from './client-address.js';
import type { IsTrustedProxy } from './trusted-proxies.js';

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

/** Returns the client of a request, the same object each time. */
export type ReadClientInfo = (request: FastifyRequest) => ClientInfo;

export function createClientReader(isTrusted: IsTrustedProxy): ReadClientInfo {
  const clients = new WeakMap<FastifyRequest, ClientInfo>();
  return (request) => {
    const known = clients.get(request);
    if (known !== undefined) return known;
    const client = {
      ipAddress: clientAddress(request.raw, isTrusted),
      userAgent: request.headers['user-agent']?.slice(0, userAgentLimitCharacters) ?? null,
      requestId: request.id,
    };
    clients.set(request, client);
    return client;
  };
}

/** Returns the headers by lower-case name, repeated ones joined as Node joins them. */
export function readHeaders({ headers }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  // Node returns a list for Set-Cookie only, which requests do not have: nothing is copied.
  const list = headers['set-cookie'];
  const texts = headers as Record<string, string | undefined>;
  return list === undefined ? texts : { ...texts, 'set-cookie': list.join(', ') };
}

/** Counts the Authorization headers that were sent: Node keeps the first and drops the others silently. */
export function countAuthorizationHeaders(request: FastifyRequest): number {
  const { rawHeaders } = request.raw;
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (isAuthorization(rawHeaders[index] ?? '')) count += 1;
  return count;
}

function isAuthorization(name: string): boolean {
  return name.length === 'authorization'.length && name.toLowerCase() === 'authorization';
}

/** Returns the query string with its `?`, or an empty string. */
export function readQueryString(request: FastifyRequest): string {
  const at = request.url.indexOf('?');
  return at === -1 ? '' : request.url.slice(at);
}
