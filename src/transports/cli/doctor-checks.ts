import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { StartupError } from '../../shared/index.js';

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

/** Listens on the port for a moment. Throws PORT_OCCUPIED when that is not possible. */
export async function checkPort(host: string, port: number, variable: string): Promise<string> {
  const probe = createServer();
  try {
    await new Promise<void>((done, reject) => {
      probe.once('error', reject).listen({ host, port, exclusive: true }, done);
    });
  } catch (error) {
    throw toPortError(error, host, port, variable);
  }
  await new Promise((done) => probe.close(done));
  return port === 0 ? 'Any free port is used.' : `Port ${port} on ${host} is free.`;
}

function toPortError(error: unknown, host: string, port: number, variable: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    const remedy = `Stop the program that uses it (another Cordon?), or set ${variable} to another port.`;
    return new StartupError('PORT_OCCUPIED', `Port ${port} on ${host} is in use.`, remedy, error);
  }
  if (code === 'EACCES') {
    const message = `This user may not listen on port ${port} on ${host}.`;
    return new StartupError('PORT_OCCUPIED', message, `Set ${variable} to a port of 1024 or higher.`, error);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const remedy = 'Set HOST to an address of this machine, or to 0.0.0.0 for all of them.';
    return new StartupError('CONFIGURATION', `${host} is not an address of this machine.`, remedy, error);
  }
  return error;
}
