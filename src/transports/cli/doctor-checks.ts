import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { StartupError } from '../../shared/index.js';

/** Answers what is there; refuses with DATA_FOLDER_UNUSABLE a folder that this user cannot write, or could not make. */
export function checkDataFolder(dataDirectory: string): string {
  const folder = resolve(dataDirectory);
  const nearest = nearestExisting(folder);
  try {
    if (!statSync(nearest).isDirectory()) throw new Error('not a folder');
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartupError(
      'DATA_FOLDER_UNUSABLE',
      `The data folder ${folder} cannot be written by this user.`,
      `Give it to the user that runs Cordon, or name another in CORDON_DATA_DIR (${nearest} is in the way).`,
      error,
    );
  }
  return nearest === folder ? `${folder} can be written.` : `${folder} will be made at the first start.`;
}

function nearestExisting(path: string): string {
  try {
    statSync(path);
    return path;
  } catch (error) {
    // Through a file there is no way (ENOTDIR), nor through a folder that may not be entered: its parent is judged, which says so.
    const parent = dirname(path);
    if (parent === path) throw error;
    return nearestExisting(parent);
  }
}

/** Answers that the port is free, by taking it for a moment; refuses with PORT_OCCUPIED when it cannot be taken. */
export async function checkPort(host: string, port: number, variable: string): Promise<string> {
  const probe = createServer();
  try {
    await new Promise<void>((done, reject) => {
      probe.once('error', reject).listen({ host, port, exclusive: true }, done);
    });
  } catch (error) {
    throw refusedPort(error, host, port, variable);
  }
  await new Promise((done) => probe.close(done));
  return port === 0 ? 'Any free one will be taken.' : `${port} on ${host} is free.`;
}

function refusedPort(error: unknown, host: string, port: number, variable: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    const remedy = `Stop the program that listens there (another Cordon?), or name another port in ${variable}.`;
    return new StartupError('PORT_OCCUPIED', `Port ${port} on ${host} is in use.`, remedy, error);
  }
  if (code === 'EACCES') {
    const remedy = `Name a port from 1024 upwards in ${variable}.`;
    return new StartupError(
      'PORT_OCCUPIED',
      `Port ${port} on ${host} may not be used by this user.`,
      remedy,
      error,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const remedy = 'Name an address of this machine in HOST, or 0.0.0.0 for all of them.';
    return new StartupError('CONFIGURATION', `${host} is no address of this machine.`, remedy, error);
  }
  return error;
}
