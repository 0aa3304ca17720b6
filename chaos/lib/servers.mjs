/** Servers and commands of `dist` on the database of an experiment. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as serverProcess from '../../scripts/server-process.mjs';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts a server without waiting for it; see `spawnServer` in scripts/server-process.mjs. */
export function spawnServer(options) {
  return serverProcess.spawnServer(startCommand(options), processOptions(options));
}

/** Starts a server and waits until it is ready; see `startServer` in scripts/server-process.mjs. */
export function startServer(options) {
  return serverProcess.startServer(startCommand(options), processOptions(options));
}

/** `root` is the checkout of another release. */
function startCommand({ root }) {
  return [process.execPath, root === undefined ? main : join(root, 'dist/main.js'), 'start'];
}

/** The process of a server on this database; null is the embedded one in the data folder. */
function processOptions({ databaseUrl, dataFolder, environment = {} }) {
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    CORDON_DATA_DIR: dataFolder,
    CORDON_BCRYPT_COST: '4',
    // Every simulated client has an address of its own.
    CORDON_TRUSTED_PROXIES: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...environment,
  };
  return { cwd: dataFolder, env };
}

/** Runs a `cordon` command on the same database; returns { code, stdout, stderr }. */
export async function runCommand(options, args) {
  const child = spawn(process.execPath, [main, ...args], {
    ...processOptions(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
