import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../../shared/index.js';
import { decodeKey } from './secrets.js';

/**
 * The master key of a development server: 32 random bytes in `master-key` of the data folder (folder 0700, file 0600), made at the first
 * call and the same ever after. Refuses with a StartupError when the folder cannot be used, when others may read the file, or when it
 * holds something else. Never used in production.
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
      'Make it a folder of the user that runs Cordon, or name another in CORDON_DATA_DIR.',
      error,
    );
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** A whole file or none, and the first of two processes wins: link(2) fails where a name exists, and never shows a half-written file. */
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
      `The master key ${path} can be read by others, or is no plain file.`,
      'Make it a plain file that only its owner can read: chmod 600.',
    );
  }
  const key = decodeKey(readFileSync(path, 'utf8').trim());
  if (key !== null) return key;
  throw new StartupError(
    'MASTER_KEY_WRONG',
    `The master key in ${path} is damaged.`,
    'Restore a copy of it: a new one cannot open what is sealed in the database.',
  );
}
