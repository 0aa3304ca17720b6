import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, realpathSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../../shared/index.js';

// The shortest limit of the systems Node runs on (macOS: 104 bytes with the final zero; Linux: 108).
const longestPathBytes = 103;

/**
 * Where the server of a data folder listens for commands: in the folder itself, or, when that path is too long for a socket, in a folder under the
 * system's temporary one named by a hash of the data folder's real path. The data folder must exist. Nothing is made.
 */
export function controlSocketPath(dataDirectory: string, temporary: string = tmpdir()): string {
  const folder = realpathSync(dataDirectory);
  const preferredPath = join(folder, 'control.sock');
  if (Buffer.byteLength(preferredPath) <= longestPathBytes) return preferredPath;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  const fallbackPath = join(temporary, `cordon-${name}`, 'control.sock');
  if (Buffer.byteLength(fallbackPath) <= longestPathBytes) return fallbackPath;
  throw new StartupError(
    'DATA_FOLDER_UNUSABLE',
    'The paths of the data folder and of the temporary folder are both too long for a socket.',
    'Name a shorter data folder in CORDON_DATA_DIR, or a shorter temporary one in TMPDIR.',
  );
}

/**
 * Refuses with a StartupError a socket's folder that is not its owner's alone: in a shared temporary folder somebody else may have made it
 * first, to be given the passwords that travel through it. `owner` is the user who may own it; makes the folder when `isServer`.
 */
export function assertPrivateFolder(socketPath: string, owner: number, isServer: boolean): void {
  const folder = dirname(socketPath);
  if (isServer) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = lstatSync(folder);
  if (status.isDirectory() && status.uid === owner && (status.mode & 0o077) === 0) return;
  throw new StartupError(
    'DATA_FOLDER_UNUSABLE',
    `The folder ${folder}, through which commands reach the server, is not its owner's alone.`,
    'Remove it if it is not yours, or make it private: chmod 700.',
  );
}

/** Takes away the folder that was made for the socket alone, once it is empty. */
export function removeSocketFolder(socketPath: string): void {
  const folder = dirname(socketPath);
  const isOwn = /^cordon-[0-9a-f]{24}$/.test(basename(folder));
  if (isOwn && readdirSync(folder).length === 0) rmdirSync(folder);
}
