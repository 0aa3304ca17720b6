import { expect, test } from '@jest/globals';
import { createSingleFlight } from '../../src/shared/single-flight.js';

interface PendingRun {
  answer(): void;
  fail(): void;
}

function createFixture() {
  const runs: PendingRun[] = [];
  const singleFlight = createSingleFlight(
    () =>
      new Promise((resolve, reject) => {
        runs.push({ answer: resolve, fail: () => reject(new Error('no answer')) });
      }),
  );
  return { runs, singleFlight };
}

const nextTick = () => new Promise((resolve) => setImmediate(resolve));

test('who comes while a run is under way shares the next one, and waits for its answer', async () => {
  const { runs, singleFlight } = createFixture();
  const done: string[] = [];
  const first = singleFlight.next().then(() => done.push('first'));
  const others = Promise.all([1, 2, 3].map(() => singleFlight.next())).then(() => done.push('others'));

  runs[0]?.answer();
  await first;
  await nextTick();

  expect([runs.length, done]).toEqual([2, ['first']]);
  runs[1]?.answer();
  await others;
  expect([runs.length, done]).toEqual([2, ['first', 'others']]);
});

test('a run that fails fails those who waited for it, and not those who come after', async () => {
  const { runs, singleFlight } = createFixture();
  const first = singleFlight.next();
  const second = singleFlight.next();

  runs[0]?.fail();
  await expect(first).rejects.toThrow('no answer');
  await nextTick();
  runs[1]?.answer();

  await expect(second).resolves.toBeUndefined();
  const third = singleFlight.next();
  runs[2]?.answer();
  await expect(third).resolves.toBeUndefined();
});
