// Builds dist/ from src/: the compiler's output, and every other file of src/ beside it.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
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
const stamp = `${root}dist/.built`;

function newestIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs)
    .reduce((newest, time) => Math.max(newest, time), 0);
}

/** True when dist/ was built whole and nothing it is made of has changed since. */
export function isBuilt() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const sources = [`${root}package.json`, `${root}tsconfig.json`].map((file) => statSync(file).mtimeMs);
  return Math.max(newestIn(`${root}src`), ...sources) <= built;
}

/** Builds; answers false when the compiler refuses (it has said why), and leaves the dist/ before it as it was. */
export function build() {
  const started = new Date();
  // Made elsewhere and moved as a whole: a running server, or another build, never meets half a dist/.
  const draft = `${root}node_modules/.cache/cordon/build-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const words = [compiler, '-p', root, '--outDir', draft];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status === 0) finish(draft, started);
  rmSync(draft, { recursive: true, force: true });
  return status === 0;
}

function finish(draft, started) {
  cpSync(`${root}src`, draft, { recursive: true, filter: (from) => !from.endsWith('.ts') });
  if (existsSync(`${draft}/main.js`)) chmodSync(`${draft}/main.js`, 0o755);
  writeFileSync(`${draft}/.built`, `${started.toISOString()}\n`);
  // The time of the beginning: a source saved while the compiler ran is newer than the build.
  utimesSync(`${draft}/.built`, started, started);
  rmSync(`${root}dist`, { recursive: true, force: true });
  renameSync(draft, `${root}dist`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isWanted = !process.argv.includes('--if-needed') || !isBuilt();
  if (isWanted && !build()) process.exit(1);
}
