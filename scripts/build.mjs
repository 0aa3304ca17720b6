// Builds the packages and the server: the output of the TypeScript compiler, each in its own dist/, the
// CommonJS entry points, the seeds of the embedded database, and the console.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole, consoleSources } from './build-console.mjs';
import { pgliteVersion, seedFile, testSeedFile } from './build-seed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const buildSeedScript = `${root}scripts/build-seed.mjs`;
/** Read as they are: the compiler writes only ES modules here. */
const commonJsFiles = ['index.cjs', 'require-module.cjs', 'testing/index.cjs'];
/** In the order in which they import each other. */
const projects = [`${root}packages/auth-directive/`, `${root}packages/client/`, root];

const consoleFolder = `${root}dist/console`;

function newestIn(path) {
  if (statSync(path).isFile()) return statSync(path).mtimeMs;
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.name.endsWith('.documents.ts'))
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

function isConsoleBuilt() {
  const stamp = `${consoleFolder}/.built`;
  return existsSync(stamp) && Math.max(...consoleSources.map(newestIn)) <= statSync(stamp).mtimeMs;
}

/** Returns true when every dist/ is complete and newer than its sources. */
export function isBuilt() {
  return projects.every(isProjectBuilt) && isConsoleBuilt();
}

/** Returns false when the compiler reports errors, which it prints; the previous dist/ is then unchanged. */
export async function build() {
  const seed = startSeed();
  const builtConsole = await draftConsole();
  if (builtConsole === null) return false;
  // A project imports the types of those before it, so everything after a rebuilt one is built again.
  const first = projects.findIndex((folder) => !isProjectBuilt(folder));
  const isOnlyConsoleStale = first === -1 && !isConsoleBuilt();
  for (const folder of isOnlyConsoleStale ? [] : projects.slice(Math.max(first, 0))) {
    const draft = compile(folder);
    if (draft === null) return false;
    if (folder === root) {
      for (const file of commonJsFiles) copyFileSync(`${root}src/${file}`, `${draft.folder}/${file}`);
      await addSeeds(draft.folder, seed);
      publish(builtConsole, `${draft.folder}/console`);
    }
    publish(draft, `${folder}dist`);
  }
  if (isOnlyConsoleStale) publish(builtConsole, consoleFolder);
  return true;
}

/** Returns null when the console has errors, which are printed. */
async function draftConsole() {
  const startedAt = new Date();
  const folder = `${root}node_modules/.cache/cordon/console-${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  return (await buildConsole(folder)) ? { folder, startedAt } : null;
}

/**
 * Creates the seed beside the compiler, once for each version of PGlite. Resolves to whether there is one.
 */
function startSeed() {
  if (existsSync(seedFile())) return Promise.resolve(true);
  const child = spawn(process.execPath, [buildSeedScript], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false)).once('exit', (code) => resolve(code === 0));
  });
}

async function addSeeds(draft, seed) {
  if ((await seed) && hasTestSeed(draft)) {
    copyFileSync(testSeedFile(draft), `${draft}/testing/seed-${pgliteVersion()}.br`);
  } else {
    process.stderr.write('A seed of the embedded database is missing: the first start will take longer.\n');
  }
  if (await seed) copyFileSync(seedFile(), `${draft}/${basename(seedFile())}`);
}

/** Creates the seed of `cordon/testing` once for each version of PGlite and of the migrations. */
function hasTestSeed(draft) {
  if (existsSync(testSeedFile(draft))) return true;
  return spawnSync(process.execPath, [buildSeedScript, draft], { stdio: 'inherit' }).status === 0;
}

function compile(folder) {
  const startedAt = new Date();
  const draft = `${root}node_modules/.cache/cordon/build-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const { status } = spawnSync(process.execPath, [compiler, '-p', folder, '--outDir', draft], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) return { folder: draft, startedAt };
  rmSync(draft, { recursive: true, force: true });
  return null;
}

/** Renames the draft to dist/, so that a running server or another build never sees an incomplete one. */
function publish({ folder, startedAt }, dist) {
  if (existsSync(`${folder}/main.js`)) chmodSync(`${folder}/main.js`, 0o755);
  writeFileSync(`${folder}/.built`, `${startedAt.toISOString()}\n`);
  // Dated to the start of the compilation: a source saved while it ran is newer than the build.
  utimesSync(`${folder}/.built`, startedAt, startedAt);
  // Deleted last: a build that is killed meanwhile must not leave half of a dist/ that counts as built.
  const previous = `${folder}-previous`;
  rmSync(previous, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, previous);
  renameSync(folder, dist);
  rmSync(previous, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isWanted = !process.argv.includes('--if-needed') || !isBuilt();
  if (isWanted && !(await build())) process.exit(1);
}
