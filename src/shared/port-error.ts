import { StartupError } from './startup-error.js';

/** Where to listen, and the environment variable that sets the port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly variable: string;
}

/**
 * Translates an error of `listen`. Returns PORT_OCCUPIED for a port that another process uses, and
 * CONFIGURATION for every other reason.
 */
export function createPortError(error: unknown, { host, port, variable }: ListenAddress): StartupError {
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
    'Set HOST to an address of this machine, or to 0.0.0.0 for all of them.',
    error,
  );
}
