import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartupError } from '../../shared/index.js';

/** Held by the one process that may open the embedded database of a folder. */
export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a data folder, or refuses with a StartupError when another process holds it: two processes on one embedded
 * database lose rows in silence. On Linux it is an abstract unix socket, which the kernel frees even after kill -9; elsewhere a file
 * with the holder's process id.
 */
export function lockDataFolder(folder: string): Promise<DataFolderLock> {
  return process.platform === 'linux' ? lockBySocket(folder) : lockByFile(folder);
}

function folderLockedError(folder: string): StartupError {
  return new StartupError(
    'DATA_FOLDER_LOCKED',
    `The data folder ${folder} is in use by another Cordon process.`,
    'Stop that one, or give this one a folder of its own with CORDON_DATA_DIR.',
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
      // The holder died without releasing it; the second attempt's exclusive create decides between two that saw this at once.
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
