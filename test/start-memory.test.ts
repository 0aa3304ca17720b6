import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { releaseStartMemory } from '../src/start-memory.js';
import { ensureBuilt, repositoryRoot, runNode } from './helpers/run-program.js';

const periodMs = 20;

/** Occupies the process for some periods, and lets timers run in between. */
async function work(): Promise<void> {
  const end = performance.now() + 5 * periodMs;
  while (performance.now() < end) {
    const pause = performance.now() + 5;
    while (performance.now() < pause);
    await turn();
  }
}

test('the memory of the start is released once, when the process is quiet, and not while it works', async () => {
  let collections = 0;
  releaseStartMemory(() => {
    collections++;
  }, periodMs);
  await work();
  expect(collections).toBe(0);
  while (collections === 0) await wait(periodMs);
  await wait(5 * periodMs);
  expect(collections).toBe(1);
});

test('V8 collects when it is asked to, and the function for it is not a global one', async () => {
  await ensureBuilt();
  const program = `
    import { releaseStartMemory } from ${JSON.stringify(`${repositoryRoot}dist/start-memory.js`)};
    releaseStartMemory(undefined, 1);
    setTimeout(() => console.log(typeof gc), 200);`;
  const { stdout } = await runNode(['--trace-gc', '--input-type=module', '--eval', program]);
  // The reason that V8 gives for a collection which was asked for.
  expect(stdout).toContain('testing');
  expect(stdout.endsWith('undefined\n')).toBe(true);
});
