import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { StartupError } from '../../shared/index.js';

const sweepMs = 50;
const deadlineMs = 20_000;

/** Where to listen, and the variable that says so. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly variable: string;
}

/** Listens and answers the address as a URL. Throws a StartupError that says which port is taken, or cannot be had, and what to do. */
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

/** Whoever reads "0.0.0.0" in a terminal cannot open it everywhere. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}

function portError(error: unknown, { host, port, variable }: ListenAddress): StartupError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new StartupError(
      'PORT_OCCUPIED',
      `Port ${port} on ${host} is taken by another process.`,
      `Stop that process, or set ${variable} to another port (0 takes any free one).`,
      error,
    );
  }
  if (code === 'EACCES') {
    return new StartupError(
      'CONFIGURATION',
      `This user may not listen on port ${port}.`,
      `Set ${variable} to a port from 1024 upwards.`,
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
 * Runs `close`, which waits for open connections, while those that fall idle are swept away: a kept-alive connection would otherwise hold it
 * for a minute. Requests in flight are finished; what is left after 20 seconds is cut.
 */
export async function closeServer(server: Server, close: () => Promise<unknown>): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  try {
    await close();
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}
