import { lookup } from 'node:dns/promises';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { createPortError, type ListenAddress } from '../../shared/index.js';
import type { Connections } from './connections.js';

const idleCheckIntervalMs = 50;
/** From the start of the shutdown, in milliseconds. */
export const shutdown = { waitingMs: 1_000, incompleteMs: 5_000, allMs: 20_000 };

/** Starts to listen and returns the address as a URL. Throws a StartupError when the port cannot be used. */
export async function listenOn(
  server: Server,
  target: ListenAddress,
  listen: (where: { host: string; port: number }) => Promise<unknown>,
): Promise<string> {
  const { host, port } = target;
  try {
    await listen({ host: await bindAddress(host), port });
  } catch (error) {
    throw createPortError(error, target);
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${reachableHost(host)}:${actualPort}`;
}

/**
 * For `localhost`, Fastify would open a second server for its second address, which has neither the limits of
 * connections nor the handlers of this one. Therefore it is resolved first.
 */
async function bindAddress(host: string): Promise<string> {
  return host === 'localhost' ? (await lookup(host)).address : host;
}

/** Not every browser opens http://0.0.0.0, so a wildcard address is printed as the loopback address. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}

/**
 * Runs `close`, which waits for open connections, and closes idle connections meanwhile: a keep-alive
 * connection would otherwise delay it for a minute. Requests in flight are finished. Closes connections
 * without a request after 1 second, with an incomplete one after 5, and all after 20.
 */
export async function closeServer(
  server: Server,
  connections: Connections,
  close: () => Promise<unknown>,
): Promise<void> {
  const idleCheck = setInterval(() => server.closeIdleConnections(), idleCheckIntervalMs);
  const timeouts = [
    setTimeout(connections.closeWaiting, shutdown.waitingMs),
    setTimeout(connections.closeIncomplete, shutdown.incompleteMs),
    setTimeout(() => server.closeAllConnections(), shutdown.allMs),
  ];
  try {
    await close();
  } finally {
    clearInterval(idleCheck);
    for (const timeout of timeouts) clearTimeout(timeout);
  }
}
