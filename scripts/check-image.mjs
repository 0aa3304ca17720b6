// Executes the instructions of the Dockerfile in empty folders, without a container engine, and starts the
// result like its entry point: in production mode, not as root, with a temporary Postgres and secrets from
// files. It does not check the base image.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, spawnServer, startServer } from './server-process.mjs';
import { startPostgres } from './temporary-postgres.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cordon-image-'));
// The paths that .dockerignore includes in the build context.
const includedPaths = readFileSync(`${root}.dockerignore`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

function createContext() {
  const context = join(folder, 'context');
  const filter = (path) => !/\/(dist|node_modules|test)$/.test(path);
  for (const path of includedPaths)
    cpSync(`${root}${path}`, join(context, path), { recursive: true, filter });
  return context;
}

function copy(args, stage, stages, context) {
  const isFromStage = args[0].startsWith('--from=');
  const source = isFromStage ? stages.get(args[0].slice('--from='.length)).root : context;
  const paths = isFromStage ? args.slice(1, -1) : args.slice(0, -1);
  const target = join(stage.directory, args.at(-1));
  for (const path of paths) {
    const from = join(source, path);
    // COPY copies the contents of a folder to the target, and a file into it.
    const to = statSync(from).isDirectory() ? target : join(target, basename(from));
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

function execute(lines, context) {
  const stages = new Map();
  let stage = null;
  for (const line of lines) {
    const [instruction, ...args] = line.split(/\s+/);
    const rest = line.slice(instruction.length).trim();
    if (instruction === 'FROM') {
      const name = args[2] ?? 'final';
      stage = { root: join(folder, name), directory: join(folder, name), env: {}, user: 'root', command: [] };
      mkdirSync(stage.root);
      stages.set(name, stage);
    } else if (instruction === 'WORKDIR') {
      stage.directory = join(stage.root, rest);
      mkdirSync(stage.directory, { recursive: true });
    } else if (instruction === 'COPY') copy(args, stage, stages, context);
    else if (instruction === 'ENV') stage.env[rest.split('=')[0]] = rest.split('=')[1];
    else if (instruction === 'USER') stage.user = rest;
    else if (instruction === 'ENTRYPOINT' || instruction === 'CMD') stage.command.push(...JSON.parse(rest));
    else if (instruction === 'RUN') {
      const { status } = spawnSync('/bin/sh', ['-c', rest], {
        cwd: stage.directory,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      if (status !== 0) throw new Error(`RUN ${rest} exited with ${status}`);
    } else if (!['EXPOSE', 'HEALTHCHECK'].includes(instruction))
      throw new Error(`unsupported instruction ${instruction}`);
  }
  return stages.get('final');
}

/** What the image holds, without the base image. */
function describeContents(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const packages = files.filter((path) => /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path)).length;
  const megabytes = files.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
  return `${packages} packages, ${megabytes.toFixed(0)} MB`;
}

/** The memory that a process occupies, in MB. */
function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_000;
}

/** Starts the server, sends it an operation and stops it. */
async function answerOnce(image, options) {
  const startedAt = performance.now();
  const server = await startServer(image.command, options);
  await ask(server.url, '{ server { version } }');
  const ms = performance.now() - startedAt;
  const ready = await fetch(`${server.url}/health/ready`);
  const megabytes = residentMegabytes(server.pid);
  const { code } = await server.stop();
  if (!ready.ok || code !== 0)
    throw new Error(`ready: ${ready.status}, exit code: ${code}; its output:\n${server.output()}`);
  return { ms, megabytes };
}

/** Asked for the embedded database, which it does not contain, the image says what to do. */
async function checkWithoutDatabase(image, env) {
  const dataFolder = join(folder, 'data');
  const server = spawnServer(image.command, {
    cwd: image.directory,
    env: { PATH: env.PATH, PORT: '0', NODE_ENV: 'development', CORDON_DATA_DIR: dataFolder },
  });
  const code = await server.exited;
  if (code !== 3 || !server.output().includes('Set DATABASE_URL'))
    throw new Error(`without a database the image exits with ${code}:\n${server.output()}`);
  process.stdout.write('ok  without DATABASE_URL the image does not start and says what is missing\n');
}

function secretFile(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o444);
  return path;
}

const postgres = await startPostgres();
try {
  const lines = readFileSync(`${root}Dockerfile`, 'utf8')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const image = execute(lines, createContext());
  if (image.user === 'root') throw new Error('the image runs as root');
  if (existsSync(join(image.directory, 'node_modules/typescript')))
    throw new Error('the image contains the compiler');
  chmodSync(folder, 0o755);
  // `nobody` owns none of these files, like the user of the image.
  const unprivilegedUser = process.getuid() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const env = {
    PATH: process.env.PATH,
    ...image.env,
    PORT: '0',
    CORDON_METRICS_PORT: '0',
    CORDON_ISSUER: 'http://localhost:4000',
    CORDON_MASTER_KEY_FILE: secretFile('master_key', randomBytes(32).toString('hex')),
    DATABASE_URL_FILE: secretFile('database_url', `${postgres.url}\n`),
  };
  const options = { cwd: image.directory, env, ...unprivilegedUser };
  // The first start migrates.
  await answerOnce(image, options);
  const { ms, megabytes } = await answerOnce(image, options);
  process.stdout.write('ok  the image runs a production server that is not root and exits with 0\n');
  process.stdout.write(
    `    ${describeContents(image.directory)}; first answer after ${ms.toFixed(0)} ms, ` +
      `then ${megabytes.toFixed(0)} MB resident\n`,
  );
  await checkWithoutDatabase(image, env);
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
