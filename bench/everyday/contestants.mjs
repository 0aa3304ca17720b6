/** Starts the servers that are compared, each in a process that reports its processor time. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { password } from '../cutoff/clients.mjs';

const source = fileURLToPath(new URL('.', import.meta.url));
const folder = fileURLToPath(new URL('../../node_modules/.cache/bench-everyday', import.meta.url));
const reporter = fileURLToPath(new URL('report-processor-time.mjs', import.meta.url));
const cordonMain = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export const peers = {
  'node:http, jsonwebtoken, pg (limit)': 'plain',
  'mercurius, mercurius-auth, JIT': 'mercurius',
  'Apollo Server on fastify, graphql-tools': 'apollo',
  'GraphQL Yoga, generic-auth': 'yoga',
};

/** Installs the peers into node_modules/.cache, from a lock file of their own. */
export function installPeers() {
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const installed = join(folder, 'installed-lock.json');
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'servers'])
    cpSync(join(source, name), join(folder, name), { recursive: true });
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  const words = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  if (spawnSync('npm', words, { cwd: folder, stdio: 'inherit' }).status !== 0) process.exit(1);
  writeFileSync(installed, lock);
}

/** Whether this machine can give the server a processor of its own. */
const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/**
 * Keeps this process, and what it starts besides the servers, on the other processors. Returns false when
 * there are none.
 */
export function leaveProcessorToServers() {
  const last = availableParallelism() - 1;
  if (!canPin || last === 0) return false;
  return spawnSync('taskset', ['-acp', `1-${last}`, String(process.pid)]).status === 0;
}

/** Starts `words` with node. Resolves when the server is ready: { url, output(), usage(), stop() }. */
async function start(words, environment, cwd) {
  const server = await run([process.execPath, '--import', reporter, ...words], environment, cwd);
  const usage = async () => {
    server.child.send('usage');
    const [answer] = await once(server.child, 'message');
    return answer;
  };
  return { ...server, usage };
}

/** Starts a command. Resolves when the server is ready: { url, child, output(), stop() }. */
async function run(command, environment, cwd) {
  const [program, ...rest] = canPin ? ['taskset', '-c', '0', ...command] : command;
  const child = spawn(program, rest, {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const ready = new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${command.at(-1)} ended with ${code}:\n${output}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        // The log lines of a measured server are read and dropped.
        if (output.length < 20_000) output += text;
        const found = /ready at (http:\/\/[^\s"]+)/.exec(output)?.[1];
        if (found !== undefined) resolve(found.replace('0.0.0.0', '127.0.0.1'));
      });
  });
  const url = await ready;
  return {
    url,
    child,
    output: () => output,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
    },
  };
}

/** Starts a peer on the database of Cordon, whose users it reads. */
export function startPeer(file, databaseUrl, publicKey) {
  return start(
    [join(folder, 'servers', `${file}.mjs`)],
    { DATABASE_URL: databaseUrl, BENCH_PUBLIC_KEY: publicKey },
    tmpdir(),
  );
}

const fastApiModules = 'fastapi, uvicorn, uvloop, httptools, asyncpg, jwt, cryptography';

/** A Python that has FastAPI and its modules: BENCH_PYTHON, or that of the system; undefined without one. */
export function findFastApi() {
  const candidates = [process.env.BENCH_PYTHON ?? 'python3', '/usr/bin/python3'];
  return candidates.find(
    (python) => spawnSync(python, ['-c', `import ${fastApiModules}`], { stdio: 'ignore' }).status === 0,
  );
}

/** Starts FastAPI, which answers REST requests, on the database of Cordon. */
export async function startFastApi(python, databaseUrl, publicKey) {
  const server = await run(
    [python, join(source, 'servers', 'fastapi_server.py')],
    { DATABASE_URL: databaseUrl, BENCH_PUBLIC_KEY: publicKey, PYTHONDONTWRITEBYTECODE: '1' },
    tmpdir(),
  );
  return { ...server, usage: async () => (await fetch(`${server.url}/processor-time`)).json() };
}

/**
 * Starts Cordon in production mode on Postgres, or with null on the embedded database. A further instance on
 * a database has its administrator already.
 */
export async function startCordon(databaseUrl, settings = {}, isFirst = true) {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
  const database =
    databaseUrl === null
      ? { NODE_ENV: 'development', CORDON_INTROSPECTION: 'off' }
      : { DATABASE_URL: databaseUrl, CORDON_MASTER_KEY: randomBytes(32).toString('base64') };
  const environment = {
    PORT: '0',
    HOST: '127.0.0.1',
    CORDON_METRICS_PORT: '0',
    CORDON_DATA_DIR: folder,
    CORDON_ISSUER: 'http://localhost:4000',
    CORDON_BCRYPT_COST: '10',
    ...database,
    ...settings,
  };
  const server = await start([cordonMain, 'start'], environment, folder);
  if (isFirst) createAdministrator(environment, folder);
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createAdministrator(environment, folder) {
  const words = [
    'admin',
    'create',
    '--username',
    'admin',
    '--email',
    'admin@example.com',
    '--password-stdin',
  ];
  const { status, stderr } = spawnSync(process.execPath, [cordonMain, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    input: `${password}\n`,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`no administrator: ${stderr}`);
}
