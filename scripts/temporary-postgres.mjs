// Starts a temporary Postgres cluster for tests with the Postgres binaries of this machine: in a temporary
// folder, on the loopback address only, with a scram password and without fsync by default. Its folder is
// removed when it is stopped.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const debianFolder = '/usr/lib/postgresql';

/**
 * Returns the folder with initdb, postgres and psql: PG_BIN, or the newest of Debian, or the first on PATH;
 * null when there is none.
 */
export function findBinaries() {
  const debian = existsSync(debianFolder)
    ? readdirSync(debianFolder)
        .sort((one, other) => Number(other) - Number(one))
        .map((version) => join(debianFolder, version, 'bin'))
    : [];
  const path = (process.env.PATH ?? '').split(delimiter);
  const chosen = process.env.PG_BIN === undefined ? [...debian, ...path] : [process.env.PG_BIN];
  return (
    chosen.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null
  );
}

/** Returns whether this machine can run a temporary cluster. */
export function hasPostgres() {
  return findBinaries() !== null;
}

/** Postgres refuses to run as root, so it runs as the user `postgres` then. */
function clusterUser() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function initialise(binaries, folder, password, identity) {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) {
    chownSync(folder, identity.uid, identity.gid);
    chownSync(passwordFile, identity.uid, identity.gid);
  }
  const flags = ['-D', join(folder, 'data'), '-U', 'cordon', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const { status, stderr } = spawnSync(
    join(binaries, 'initdb'),
    [...flags, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    {
      ...identity,
      cwd: folder,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

async function waitUntilReady(binaries, port, child, logFile) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null)
      throw new Error(`postgres stopped: ${readFileSync(logFile, 'utf8').slice(-2000)}`);
    const { status } = spawnSync(join(binaries, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]);
    if (status === 0) return;
    await wait(50);
  }
  throw new Error('postgres did not start in time');
}

/** Stops the cluster: fast shutdown, after ten seconds immediate shutdown. */
async function stopCluster(child, folder) {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGQUIT'), 10_000);
    await exited;
    clearTimeout(timer);
  }
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Starts a cluster with one database `cordon`, owned by its superuser `cordon`. Returns { url, port,
 * password, stop }. `durable` keeps the default durability of Postgres, for realistic measurements. Throws
 * when the machine has no Postgres binaries, or with the output of Postgres when it does not start.
 */
export async function startPostgres({ maxConnections = 200, durable = false } = {}) {
  const binaries = findBinaries();
  if (binaries === null)
    throw new Error('Postgres binaries not found: install postgresql, or set PG_BIN to their folder');
  const identity = clusterUser();
  const folder = mkdtempSync(join(tmpdir(), 'cordon-postgres-'));
  chmodSync(folder, 0o700);
  const password = randomBytes(16).toString('hex');
  initialise(binaries, folder, password, identity);
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `max_connections=${maxConnections}`,
    'unix_socket_directories=',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
    'logging_collector=off',
  ].flatMap((setting) => ['-c', setting]);
  const logFile = join(folder, 'log');
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      'exec "$0" "$@" >"$CORDON_LOG" 2>&1',
      join(binaries, 'postgres'),
      '-D',
      join(folder, 'data'),
      ...settings,
    ],
    {
      ...identity,
      cwd: folder,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, CORDON_LOG: logFile },
    },
  );
  try {
    await waitUntilReady(binaries, port, child, logFile);
    const admin = `postgresql://cordon:${password}@127.0.0.1:${port}`;
    execFileSync(join(binaries, 'psql'), ['-q', `${admin}/postgres`, '-c', 'CREATE DATABASE cordon']);
    return { url: `${admin}/cordon`, port, password, stop: () => stopCluster(child, folder) };
  } catch (error) {
    await stopCluster(child, folder);
    throw error;
  }
}
