import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createPortError, StartupError } from '../../shared/index.js';

/** Throws DATA_FOLDER_UNUSABLE when this user cannot write, or could not create, the data folder. */
export function checkDataFolder(dataDirectory: string): string {
  const folder = resolve(dataDirectory);
  const nearest = nearestExisting(folder);
  try {
    if (!statSync(nearest).isDirectory()) throw new Error('not a directory');
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(
      'DATA_FOLDER_UNUSABLE',
      `The data folder ${folder} cannot be written by this user.`,
      `Change the owner or the permissions of ${nearest}, or set CORDON_DATA_DIR to another folder.`,
      error,
    );
  }
  return nearest === folder ? `${folder} is writable.` : `The first start creates ${folder}.`;
}

function nearestExisting(path: string): string {
  try {
    statSync(path);
    return path;
  } catch (error) {
    // A path through a file (ENOTDIR) or through a closed folder (EACCES): its parent is checked instead.
    const parent = dirname(path);
    if (parent === path) throw error;
    return nearestExisting(parent);
  }
}

/**
 * Listens on the port for a moment. Throws PORT_OCCUPIED when another process uses it, and CONFIGURATION when
 * this user or this machine cannot listen there.
 */
export async function checkPort(host: string, port: number, variable: string): Promise<string> {
  const probe = createServer();
  try {
    await new Promise<void>((done, reject) => {
      probe.once('error', reject).listen({ host, port, exclusive: true }, done);
    });
  } catch (error) {
    throw createPortError(error, { host, port, variable });
  }
  await new Promise((done) => probe.close(done));
  return port === 0 ? 'Any free port is used.' : `Port ${port} on ${host} is free.`;
}
