import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartupError } from '../../shared/index.js';

/** Held by the only process that may open the embedded database of a folder. */
export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Acquires the lock of a data folder. Throws StartupError when another process holds it: two processes on one
 * embedded database silently lose rows. On Linux the lock is an abstract unix socket, which the kernel
 * releases even after kill -9; elsewhere it is a file with the process id of the holder.
 */
export function lockDataFolder(folder: string): Promise<DataFolderLock> {
  return process.platform === 'linux' ? lockBySocket(folder) : lockByFile(folder);
}

function folderLockedError(folder: string): StartupError {
  return new StartupError(
    'DATA_FOLDER_LOCKED',
    `The data folder ${folder} is in use by another Cordon process.`,
    'Stop that process, or choose another folder with CORDON_DATA_DIR.',
  );
}

function lockBySocket(folder: string): Promise<DataFolderLock> {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? folderLockedError(folder) : error);
    });
    server.listen({ path: `\0cordon-data-${name}` }, () => {
      server.unref();
      resolve({ release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

async function lockByFile(folder: string): Promise<DataFolderLock> {
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return { release: async () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isAlive(Number(await readFile(path, 'utf8')))) throw folderLockedError(folder);
      // The holder ended without releasing the lock. The exclusive create of the second attempt decides
      // between two processes that detected this at once.
      rmSync(path, { force: true });
    }
  }
  throw folderLockedError(folder);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
