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
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from './free-port.mjs';

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

/** Stops the server: fast shutdown, after ten seconds immediate shutdown. */
async function stopServer(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await exited;
  clearTimeout(timer);
}

/** Starts the server of a data folder and waits until it accepts connections. */
async function startServer({ binaries, folder, identity, port, settings }) {
  const logFile = join(folder, 'log');
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      'exec "$0" "$@" >>"$CORDON_LOG" 2>&1',
      join(binaries, 'postgres'),
      '-D',
      join(folder, 'data'),
      ...settings.flatMap((setting) => ['-c', setting]),
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
    return child;
  } catch (error) {
    await stopServer(child);
    throw error;
  }
}

/**
 * Starts a cluster with one database `cordon`, owned by its superuser `cordon`. Returns { url, port,
 * password, folder, stop, kill, restart }: `kill` is SIGKILL, after which `restart` recovers the same data.
 * `durable` keeps the default durability of Postgres. `settings` are further lines of its configuration.
 * Throws when the machine has no Postgres binaries, or with the output of Postgres when it does not start.
 */
export async function startPostgres({ maxConnections = 200, durable = false, settings = [] } = {}) {
  const binaries = findBinaries();
  if (binaries === null)
    throw new Error('Postgres binaries not found: install postgresql, or set PG_BIN to their folder');
  const identity = clusterUser();
  const folder = mkdtempSync(join(tmpdir(), 'cordon-postgres-'));
  chmodSync(folder, 0o700);
  const password = randomBytes(16).toString('hex');
  const port = await findFreePort();
  const server = {
    binaries,
    folder,
    identity,
    port,
    settings: [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      `max_connections=${maxConnections}`,
      'unix_socket_directories=',
      ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
      'logging_collector=off',
      ...settings,
    ],
  };
  let child = null;
  const stop = async () => {
    if (child !== null) await stopServer(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    initialise(binaries, folder, password, identity);
    child = await startServer(server);
    const admin = `postgresql://cordon:${password}@127.0.0.1:${port}`;
    execFileSync(join(binaries, 'psql'), ['-q', `${admin}/postgres`, '-c', 'CREATE DATABASE cordon']);
    return {
      ...{ url: `${admin}/cordon`, port, password, folder, stop },
      kill: async () => {
        const exited = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await exited;
      },
      restart: async () => {
        child = await startServer(server);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Starts a hot standby of a cluster, which replicates from it. Returns { url, stop, promote }. The cluster
 * must have been started with `wal_level=replica`, the default.
 */
export async function startStandby({ port: primaryPort, password }) {
  const binaries = findBinaries();
  const identity = clusterUser();
  const folder = mkdtempSync(join(tmpdir(), 'cordon-standby-'));
  chmodSync(folder, 0o700);
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  const primary = `postgresql://cordon:${password}@127.0.0.1:${primaryPort}/postgres?application_name=standby`;
  execFileSync(
    join(binaries, 'pg_basebackup'),
    ['-D', data, '-R', '-X', 'stream', '-c', 'fast', '-d', primary],
    {
      ...identity,
      cwd: folder,
    },
  );
  const port = await findFreePort();
  const child = await startServer({
    ...{ binaries, folder, identity, port },
    settings: [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'max_connections=200',
      'unix_socket_directories=',
    ],
  });
  return {
    url: `postgresql://cordon:${password}@127.0.0.1:${port}/cordon`,
    promote: () =>
      execFileSync(join(binaries, 'pg_ctl'), ['promote', '-w', '-D', data], { ...identity, cwd: folder }),
    stop: async () => {
      await stopServer(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
