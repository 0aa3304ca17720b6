import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { StartupError } from '../../shared/index.js';
import type { Connections } from './connections.js';

const idleCheckIntervalMs = 50;
/** From the start of the shutdown, in milliseconds. */
const shutdown = { waitingMs: 1_000, incompleteMs: 5_000, allMs: 20_000 };

/** Where to listen, and the environment variable that sets the port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly variable: string;
}

/** Starts to listen and returns the address as a URL. Throws a StartupError when the port cannot be used. */
export async function listenOn(
  server: Server,
  target: ListenAddress,
  listen: (where: { host: string; port: number }) => Promise<unknown>,
): Promise<string> {
  const { host, port } = target;
  try {
    await listen({ host, port });
  } catch (error) {
    throw portError(error, target);
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${reachableHost(host)}:${actualPort}`;
}

/** Not every browser opens http://0.0.0.0, so a wildcard address is printed as the loopback address. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}

function portError(error: unknown, { host, port, variable }: ListenAddress): StartupError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new StartupError(
      'PORT_OCCUPIED',
      `Port ${port} on ${host} is already in use by another process.`,
      `Stop that process, or set ${variable} to another port (0 selects any free port).`,
      error,
    );
  }
  if (code === 'EACCES') {
    return new StartupError(
      'CONFIGURATION',
      `This user is not allowed to listen on port ${port}.`,
      `Set ${variable} to 1024 or higher.`,
      error,
    );
  }
  return new StartupError(
    'CONFIGURATION',
    `The server cannot listen on ${host}, port ${port} (${code}).`,
    'Set HOST to an address of this machine.',
    error,
  );
}

/**
 * Runs `close`, which waits for open connections, and closes idle connections meanwhile: a keep-alive
 * connection would otherwise delay it for a minute. Requests in flight are finished. Connections are cut that
 * have sent no request after 1 second, that have sent half of one after 5 seconds, and all after 20 seconds.
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
