import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText, StartupError, TextEncodingError } from '../../shared/index.js';
import { decodeKey } from './secrets.js';

/**
 * Returns the master key of a development server: 32 random bytes in the file `master-key` of the data folder
 * (folder 0700, file 0600), created by the first call. Throws StartupError when the folder cannot be used,
 * when other users can read the file, or when its content is not a key. Never used in production.
 */
export function loadDevelopmentMasterKey(dataDirectory: string): Buffer {
  const path = join(dataDirectory, 'master-key');
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    chmodSync(dataDirectory, 0o700);
    if (!exists(path)) create(path);
    return read(path);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      'DATA_FOLDER_UNUSABLE',
      `The data folder ${dataDirectory} cannot be written.`,
      'Make the user that runs Cordon the owner of the folder, or choose another one with CORDON_DATA_DIR.',
      error,
    );
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Creates the file atomically. link(2) fails when the name exists, so the first of two processes wins. */
function create(path: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!exists(path)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): Buffer {
  const status = lstatSync(path);
  if (!status.isFile() || (status.mode & 0o077) !== 0) {
    throw new StartupError(
      'DATA_FOLDER_UNUSABLE',
      `The master key ${path} can be read by other users, or is not a regular file.`,
      'Make it a regular file that only its owner can read: chmod 600.',
    );
  }
  const key = readKey(path);
  if (key !== null) return key;
  throw new StartupError(
    'MASTER_KEY_WRONG',
    `The master key in ${path} is damaged.`,
    'Restore a backup of the file: a new key cannot decrypt the keys in the database.',
  );
}

function readKey(path: string): Buffer | null {
  try {
    return decodeKey(decodeText(readFileSync(path)).trim());
  } catch (error) {
    if (error instanceof TextEncodingError) return null;
    throw error;
  }
}
