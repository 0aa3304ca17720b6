// `npm run dev`: builds and starts the server, and does both again whenever a source changes. Stop it with
// Control-C.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const watched = [
  'src',
  'packages/auth-directive/src',
  'packages/client/src',
  'schema.graphql',
  'console/src',
  'console/styles',
];
const settleMs = 200;

let server = null;
let isStopping = false;
let isWorking = false;
let hasChanged = false;
let timer = null;

function startServer() {
  const args = [`${root}dist/main.js`, 'start', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  server = { child, ended };
  void ended.then((code) => {
    if (server?.child !== child) return;
    server = null;
    // Control-C reaches the server too, which then ends with 0.
    if (isStopping || code === 0) return;
    process.stderr.write(`The server ended with ${code}. It starts again when a source changes.\n`);
  });
}

async function stopServer() {
  const stopped = server;
  server = null;
  stopped?.child.kill('SIGTERM');
  await stopped?.ended;
}

async function rebuild() {
  hasChanged = true;
  if (isWorking) return;
  isWorking = true;
  while (hasChanged && !isStopping) {
    hasChanged = false;
    process.stderr.write('Building ...\n');
    // With compile errors, the server of the last good build goes on.
    if (!(await build())) continue;
    await stopServer();
    if (!isStopping) startServer();
  }
  isWorking = false;
}

function onChange() {
  clearTimeout(timer);
  timer = setTimeout(rebuild, settleMs);
}

const watchers = watched.map((path) => watch(`${root}${path}`, { recursive: true }, onChange));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    await stopServer();
    process.exit(0);
  });
}
stopWithNpm();
if (isBuilt()) startServer();
else await rebuild();
