import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../helpers/eventually.js';
import { type ProgramResult, repositoryRoot, runNode } from '../helpers/run-program.js';

const hiddenLock = 'node_modules/.package-lock.json';
const lock = {
  packages: {
    '': {},
    'node_modules/alpha': { version: '1.0.0' },
    'node_modules/alpha/node_modules/beta': { version: '2.0.0' },
    'node_modules/other-platform': { version: '3.0.0', optional: true },
  },
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-install-'));
  cpSync(`${repositoryRoot}scripts/ensure-installed.mjs`, inFolder('scripts/ensure-installed.mjs'));
  write('package.json', { engines: { node: '>=18.0.0' } });
  write('package-lock.json', lock);
  write(hiddenLock, { packages: { ...lock.packages, 'node_modules/other-platform': undefined } });
  write('node_modules/alpha/package.json', { version: '1.0.0' });
  write('node_modules/alpha/node_modules/beta/package.json', { version: '2.0.0' });
  writeNpm("require('node:fs').writeFileSync('npm-ran', process.argv.slice(2).join(' '));");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (path: string): string => join(folder, path);

function write(path: string, content: unknown): void {
  mkdirSync(dirname(inFolder(path)), { recursive: true });
  writeFileSync(inFolder(path), JSON.stringify(content));
}

/** Writes the program that takes the place of npm. */
function writeNpm(program: string): void {
  writeFileSync(inFolder('npm.js'), program);
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, npm_execpath: inFolder('npm.js') });

const ensureInstalled = (): Promise<ProgramResult> =>
  runNode(['scripts/ensure-installed.mjs'], { cwd: folder, environment: environment() });

/** Waits until a process has ended; the test fails by its time limit otherwise. */
async function waitUntilEnded(pid: number): Promise<void> {
  while (isRunning(pid)) await wait(20);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process without a parent that collects it stays a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return !['ESRCH', 'ENOENT'].includes(String((error as NodeJS.ErrnoException).code));
  }
}

describe('ensure-installed', () => {
  test('does nothing when every locked package is on disk', async () => {
    expect(await ensureInstalled()).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(existsSync(inFolder('npm-ran'))).toBe(false);
  });

  test.each([
    ['nothing is installed', () => rmSync(inFolder('node_modules'), { recursive: true })],
    ['npm did not finish', () => rmSync(inFolder(hiddenLock))],
    [
      'a package is not on disk',
      () => rmSync(inFolder('node_modules/alpha/node_modules/beta'), { recursive: true }),
    ],
    ['a package has another version', () => write('node_modules/alpha/package.json', { version: '0.9.0' })],
    [
      'a package has half a manifest',
      () => writeFileSync(inFolder('node_modules/alpha/package.json'), '{"ver'),
    ],
  ])('installs the locked packages when %s', async (_, damage) => {
    damage();

    expect(await ensureInstalled()).toMatchObject({ exitCode: 0 });
    expect(readFileSync(inFolder('npm-ran'), 'utf8')).toMatch(/^ci --include=dev /);
  });

  test('shows the output of npm and fails with it', async () => {
    rmSync(inFolder(hiddenLock));
    writeNpm("console.log('progress'); console.error('npm error no disk'); process.exit(7);");

    const { exitCode, stdout, stderr } = await ensureInstalled();

    expect(exitCode).toBe(1);
    expect(stdout).toContain('progress');
    expect(stderr).toMatch(/npm error no disk[\s\S]*could not be installed/);
  });

  test('ends npm and its children when it is interrupted, and installs again the next time', async () => {
    rmSync(inFolder('node_modules/alpha'), { recursive: true });
    writeNpm(`const { spawn } = require('node:child_process');
      process.on('SIGINT', () => {});
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      require('node:fs').writeFileSync('pids', process.pid + ' ' + child.pid);
      setInterval(() => {}, 1000);`);
    const install = spawn(process.execPath, ['scripts/ensure-installed.mjs'], {
      cwd: folder,
      env: environment(),
    });
    const exited = new Promise((resolve) => install.once('exit', resolve));
    const pids = () => (existsSync(inFolder('pids')) ? readFileSync(inFolder('pids'), 'utf8') : '');
    await eventually(() => expect(pids()).toMatch(/^\d+ \d+$/));

    install.kill('SIGINT');

    expect(await exited).toBe(130);
    for (const pid of pids().split(' ')) await waitUntilEnded(Number(pid));
    expect(existsSync(inFolder(hiddenLock))).toBe(false);
  });

  test('refuses a Node that is too old with one sentence', async () => {
    write('package.json', { engines: { node: '^97.1.0 || >=99.0.0' } });

    const { exitCode, stderr } = await ensureInstalled();

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Cordon needs Node \^97\.1\.0 \|\| >=99\.0\.0; this is Node [\d.]+\. .*\n$/);
  });

  test('can be read by a Node that is too old', () => {
    const code = readFileSync(inFolder('scripts/ensure-installed.mjs'), 'utf8').replace(/^\s*\/\/.*$/gm, '');

    expect(code).not.toMatch(/node:|\?\.|\?\?|\bawait\b/);
  });
});
