import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../../platform/config/index.js';
import { StartupError } from '../../shared/index.js';

// The shortest limit of the systems that Node supports (macOS: 104 bytes with the final zero; Linux: 108).
const longestPathBytes = 103;

/**
 * Returns where a server on the embedded database listens for commands: in the data folder, or, when that
 * path is too long for a socket, in a temporary folder named by a hash of the data folder's real path. The
 * data folder must exist. Creates nothing.
 */
export function controlSocketPath(dataDirectory: string, temporary: string = tmpdir()): string {
  const folder = realpathSync(dataDirectory);
  const preferredPath = join(folder, 'control.sock');
  if (Buffer.byteLength(preferredPath) <= longestPathBytes) return preferredPath;
  const fallbackPath = temporarySocketPath(folder, temporary);
  if (Buffer.byteLength(fallbackPath) <= longestPathBytes) return fallbackPath;
  throw new StartupError(
    'DATA_FOLDER_UNUSABLE',
    'The paths of the data folder and of the temporary folder are both too long for a socket.',
    'Set CORDON_DATA_DIR or TMPDIR to a shorter path.',
  );
}

/**
 * Returns where a server on Postgres listens for commands: in a temporary folder named by a hash of the whole
 * configuration but HTTP and logging, so that a command runs in a server only when both have the same
 * database, keys and rules. Returns null when the path is too long for a socket. Creates nothing.
 */
export function postgresControlSocketPath(
  config: Config,
  version: string,
  temporary: string = tmpdir(),
): string | null {
  const { http: _http, logLevel: _logLevel, effectiveValues: _values, dataDirectory, ...compared } = config;
  const identity = JSON.stringify([version, resolve(dataDirectory), compared]);
  const path = temporarySocketPath(identity, temporary);
  return Buffer.byteLength(path) <= longestPathBytes ? path : null;
}

function temporarySocketPath(identity: string, temporary: string): string {
  const name = createHash('sha256').update(identity).digest('hex').slice(0, 24);
  return join(temporary, `cordon-${name}`, 'control.sock');
}

/**
 * Throws a StartupError when the socket's folder is not private to `owner`: in a shared temporary folder
 * another user could have created it to receive the passwords that are sent through it. Creates the folder
 * when `isServer`.
 */
export function assertPrivateFolder(socketPath: string, owner: number, isServer: boolean): void {
  const folder = dirname(socketPath);
  if (isServer) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = lstatSync(folder);
  if (status.isDirectory() && status.uid === owner && (status.mode & 0o077) === 0) return;
  throw new StartupError(
    'DATA_FOLDER_UNUSABLE',
    `The folder ${folder} of the control socket is not private to its owner.`,
    'Remove it if it is not yours, or make it private: chmod 700.',
  );
}

/**
 * Removes the folder that was created for the socket alone, unless another server of the same configuration
 * uses it or has removed it.
 */
export function removeSocketFolder(socketPath: string): void {
  const folder = dirname(socketPath);
  if (!/^cordon-[0-9a-f]{24}$/.test(basename(folder))) return;
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
