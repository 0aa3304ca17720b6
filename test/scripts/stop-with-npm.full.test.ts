import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureBuilt, repositoryRoot } from '../helpers/run-program.js';

let folder: string;
let npm: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-npm-start-'));
});

afterEach(() => {
  endGroup(npm?.pid);
  rmSync(folder, { recursive: true, force: true });
});

test('a SIGTERM to `npm start` stops the server too', async () => {
  await ensureBuilt();
  const child = spawn('npm', ['start'], {
    cwd: repositoryRoot,
    env: { PATH: process.env['PATH'], HOME: folder, PORT: '0', CORDON_DATA_DIR: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, so that everything in it can be ended after the test.
    detached: true,
  });
  npm = child;
  // The stream closes when the last process that writes to it has ended, which is the server.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await readUrl(child);

  child.kill('SIGTERM');
  await closed;

  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

/** Returns the URL that the server prints. Throws when npm ends instead. */
function readUrl(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`npm ended with ${code}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /Cordon is ready at (\S+)\n/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Every process has ended.
  }
}
