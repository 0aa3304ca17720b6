import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startSweeping } from '../src/sweeping.js';

const minute = 60_000;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
});

afterEach(() => {
  jest.useRealTimers();
});

/** Starts with passes that each end when the test says so. */
function startPasses() {
  const running: PromiseWithEnd[] = [];
  const failures: unknown[] = [];
  const pass = (): Promise<void> =>
    new Promise((end, fail) => {
      running.push({ end, fail });
    });
  const stop = startSweeping(pass, (error) => failures.push(error));
  return { running, failures, stop };
}

interface PromiseWithEnd {
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

describe('expired data', () => {
  test('is removed a minute after the start, and ten minutes after the end of each pass', async () => {
    const { running } = startPasses();
    await jest.advanceTimersByTimeAsync(minute - 1);
    expect(running).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(running).toHaveLength(1);

    // A long pass is not overtaken by the next one.
    await jest.advanceTimersByTimeAsync(30 * minute);
    expect(running).toHaveLength(1);
    running[0]?.end();
    await jest.advanceTimersByTimeAsync(10 * minute - 1);
    expect(running).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(running).toHaveLength(2);
  });

  test('is removed again after a pass that failed', async () => {
    const { running, failures } = startPasses();
    await jest.advanceTimersByTimeAsync(minute);
    const failure = new Error('the database is gone');
    running[0]?.fail(failure);
    await jest.advanceTimersByTimeAsync(10 * minute);

    expect(failures).toEqual([failure]);
    expect(running).toHaveLength(2);
  });

  test.each([
    ['before the first pass', 0],
    ['during a pass', 1],
  ])('is not removed any more after a stop %s', async (_, passes) => {
    const { running, stop } = startPasses();
    await jest.advanceTimersByTimeAsync(passes * minute);
    stop();
    running[0]?.end();
    await jest.advanceTimersByTimeAsync(60 * minute);

    expect(running).toHaveLength(passes);
    expect(jest.getTimerCount()).toBe(0);
  });
});
