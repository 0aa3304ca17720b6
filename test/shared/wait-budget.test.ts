import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import {
  boundedWait,
  chargedWait,
  createKeyedQueue,
  remainingWaitMs,
  withWaitBudget,
} from '../../src/shared/index.js';

const never = new Promise<never>(() => {});

describe('boundedWait', () => {
  test('rejects with SERVICE_UNAVAILABLE when the waits of the work together exceed its budget', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    const rests: unknown[] = [];

    const work = withWaitBudget(100, async () => {
      for (let wait = 0; wait < 2; wait += 1) {
        const waited = boundedWait(delay(1));
        now += 60;
        await waited;
        rests.push(remainingWaitMs());
      }
      await boundedWait(never);
    });

    await expect(work).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    clock.mockRestore();
    expect(rests).toEqual([40, 0]);
  });

  test('charges waits at the same time once, and computing not at all', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);

    const restMs = await withWaitBudget(60_000, async () => {
      const waits = [delay(10), delay(10), delay(10)].map((result) => boundedWait(result));
      now += 50;
      await Promise.all(waits);
      now += 700;
      return remainingWaitMs();
    });

    clock.mockRestore();
    expect(restMs).toBe(59_950);
  });

  test('has no limit outside of a request', async () => {
    await expect(boundedWait(delay(10, 'result'))).resolves.toBe('result');
    expect(remainingWaitMs()).toBeNull();
  });

  test('releases what was waited for', async () => {
    let isReleased = false;
    const onTimeout = (): void => {
      isReleased = true;
    };

    await expect(boundedWait(never, { limitMs: 5, onTimeout })).rejects.toThrow();
    expect(isReleased).toBe(true);
  });
});

test('chargedWait charges the time, and releases nobody before the end', async () => {
  let now = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);

  const rests = await withWaitBudget(100, async () => {
    const wait = chargedWait(delay(5, 'result'));
    now += 60;
    const result = await wait;
    const left = remainingWaitMs();
    const tooLong = chargedWait(delay(5, 'late'));
    now += 500;
    return [result, left, await tooLong, remainingWaitMs()];
  });

  clock.mockRestore();
  expect(rests).toEqual(['result', 40, 'late', 0]);
});

test('a caller whose wait budget is used up leaves a keyed queue, and the next caller runs', async () => {
  const queue = createKeyedQueue({
    maxConcurrent: 1,
    maxWaiting: 2,
    createFullError: () => new Error('queue full'),
  });
  let end = (): void => {};
  const first = queue.enqueue('key', () => new Promise<void>((resolve) => (end = resolve)));
  const hurried = withWaitBudget(10, () => queue.enqueue('key', async () => 'hurried'));
  const patient = queue.enqueue('key', async () => 'patient');

  await expect(hurried).rejects.toThrow('queue full');
  end();

  await first;
  await expect(patient).resolves.toBe('patient');
});
