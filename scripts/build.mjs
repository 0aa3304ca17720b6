// Builds the packages and the server: the TypeScript compiler's output of each, in its own dist/.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** In the order in which they import each other. */
const projects = [`${root}packages/auth-directive/`, `${root}packages/client/`, root];

function newestIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs)
    .reduce((newest, time) => Math.max(newest, time), 0);
}

function isProjectBuilt(folder) {
  const stamp = `${folder}dist/.built`;
  if (!existsSync(stamp)) return false;
  const configuration = [`${folder}package.json`, `${folder}tsconfig.json`, `${root}tsconfig.json`];
  const newest = Math.max(newestIn(`${folder}src`), ...configuration.map((file) => statSync(file).mtimeMs));
  return newest <= statSync(stamp).mtimeMs;
}

/** True when every dist/ is complete and no source has changed since. */
export function isBuilt() {
  return projects.every(isProjectBuilt);
}

/** Returns false when the compiler reports an error (it prints it); the previous dist/ is then unchanged. */
export function build() {
  // A project imports the types of those before it, so what follows a rebuilt one is built again.
  const first = projects.findIndex((folder) => !isProjectBuilt(folder));
  return projects.slice(Math.max(first, 0)).every(buildProject);
}

function buildProject(folder) {
  const started = new Date();
  // Compiled into a draft and renamed: a running server, or another build, never sees half a dist/.
  const draft = `${root}node_modules/.cache/cordon/build-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const { status } = spawnSync(process.execPath, [compiler, '-p', folder, '--outDir', draft], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) publish(draft, `${folder}dist`, started);
  rmSync(draft, { recursive: true, force: true });
  return status === 0;
}

function publish(draft, dist, started) {
  if (existsSync(`${draft}/main.js`)) chmodSync(`${draft}/main.js`, 0o755);
  writeFileSync(`${draft}/.built`, `${started.toISOString()}\n`);
  // Dated to the start of the compilation: a source saved while it ran is newer than the build.
  utimesSync(`${draft}/.built`, started, started);
  rmSync(dist, { recursive: true, force: true });
  renameSync(draft, dist);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isWanted = !process.argv.includes('--if-needed') || !isBuilt();
  if (isWanted && !build()) process.exit(1);
}
