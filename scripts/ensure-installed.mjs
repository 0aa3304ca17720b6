// Installs the locked dependencies when they are missing, incomplete or not those of package-lock.json.
// Depends on nothing but Node, and is written so that a Node that is too old still reads it: no `node:`
// imports, no `?.` and no `??`. It compares what is on disk with the lock: a fresh clone, a pull and an
// interrupted install are all repaired.
// biome-ignore-all lint/style/useNodejsImportProtocol: a Node that is too old cannot load it
// biome-ignore-all lint/complexity/useOptionalChain: a Node that is too old cannot read it
import { spawn } from 'child_process';
import { existsSync, readFileSync, unlinkSync } from 'fs';
import { constants } from 'os';
import { fileURLToPath } from 'url';

const root = fileURLToPath(new URL('..', import.meta.url));
// npm writes this file at the end of an install.
const installedLock = 'node_modules/.package-lock.json';

function readJson(file) {
  try {
    return JSON.parse(readFileSync(`${root}${file}`, 'utf8'));
  } catch (_error) {
    return null;
  }
}

/** Refuses a Node outside `engines` in package.json, which is a list of `^a.b.c` and `>=a.b.c`. */
function refuseOldNode() {
  const { engines } = readJson('package.json');
  const running = process.versions.node.split('.').map(Number);
  const isSupported = engines.node.split('||').some((range) => {
    const [major, minor, patch] = range
      .replace(/[^\d.]/g, '')
      .split('.')
      .map(Number);
    if (running[0] !== major) return range.includes('>=') && running[0] > major;
    return running[1] > minor || (running[1] === minor && running[2] >= patch);
  });
  if (isSupported) return;
  process.stderr.write(
    `Cordon needs Node ${engines.node}; this is Node ${process.versions.node}. Install a newer Node and try again.\n`,
  );
  process.exit(1);
}

/** True when every locked package that this machine needs is on disk in the locked version. */
function isInstalled() {
  const lock = readJson('package-lock.json');
  const installed = readJson(installedLock);
  if (lock === null || installed === null || !installed.packages) return false;
  return Object.keys(lock.packages).every((path) => {
    const wanted = lock.packages[path];
    if (!path.startsWith('node_modules/')) return true;
    if (wanted.link) return existsSync(`${root}${path}/package.json`);
    const found = installed.packages[path];
    // Optional packages are the binaries of other platforms.
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && isOnDisk(path, wanted.version);
  });
}

/**
 * `npm ci` keeps its lock while it replaces the packages, so an interrupted one leaves a lock that is not
 * true.
 */
function isOnDisk(path, version) {
  const manifest = readJson(`${path}/package.json`);
  return manifest !== null && manifest.version === version;
}

/** Ends npm and all that it started: a package that is still being unpacked would spoil the next install. */
function endGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (_error) {
    // It has ended by itself.
  }
}

function install() {
  process.stderr.write('Installing the locked dependencies (once) ...\n');
  // Without this file, whatever interrupts the install is found at the next start.
  if (existsSync(`${root}${installedLock}`)) unlinkSync(`${root}${installedLock}`);
  const npm = process.env.npm_execpath;
  const [command, first] = npm && npm.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // NODE_ENV=production would leave out the compiler, which the build needs.
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(command, first.concat(flags), {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own, so that it can be ended as a whole.
    detached: process.platform !== 'win32',
  });
  let interruptedBy = null;
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {
      interruptedBy = signal;
      endGroup(child, 'SIGTERM');
      setTimeout(() => endGroup(child, 'SIGKILL'), 3000).unref();
    });
  });
  child.once('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code) => {
    if (code === 0) return;
    if (interruptedBy !== null) {
      endGroup(child, 'SIGKILL');
      process.stderr.write('\nThe installation was interrupted. Run the same command again to finish it.\n');
      process.exit(128 + constants.signals[interruptedBy]);
    }
    process.stderr.write(
      'The dependencies could not be installed. Fix the problem that npm reports above and run the same command again.\n',
    );
    process.exitCode = 1;
  });
}

refuseOldNode();
if (!isInstalled()) install();
