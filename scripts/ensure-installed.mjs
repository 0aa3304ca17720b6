// Installs the locked dependencies when they are missing or not those of package-lock.json. Depends on nothing but Node.
// It compares what is installed with the lock instead of their ages: a fresh clone, a pull and an interrupted install all come out right.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(`${root}${file}`, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** True when every locked package that this machine needs is installed in the locked version. */
function isInstalled() {
  const locked = packagesOf('package-lock.json');
  // npm writes this file last, so an interrupted install has none.
  const installed = packagesOf('node_modules/.package-lock.json');
  if (locked === null || installed === null) return false;
  return Object.entries(locked).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    // Optional packages are other platforms' binaries.
    if (installed[path] === undefined) return optional === true || devOptional === true;
    return installed[path].version === version;
  });
}

function install() {
  process.stderr.write('Installing the locked dependencies (once) ...\n');
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // NODE_ENV=production would leave the compiler out, which the build needs.
  const flags = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stdout, stderr, error } = spawnSync(command, [...first, ...flags], { cwd: root });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n`);
  process.stderr.write(
    'Could not install the dependencies. Mend what npm says above, then run the same command again.\n',
  );
  process.exit(1);
}

if (!isInstalled()) install();
