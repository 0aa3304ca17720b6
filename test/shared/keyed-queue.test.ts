import { describe, expect, test } from '@jest/globals';
import {
  createKeyedQueue,
  type KeyedQueue,
  remainingWaitMs,
  withWaitBudget,
} from '../../src/shared/index.js';

interface PendingWork {
  readonly run: () => Promise<string>;
  readonly end: () => void;
  readonly fail: () => void;
  isStarted: boolean;
}

/** Work that ends when the test ends it. */
function createWork(): PendingWork {
  let end = (): void => {};
  let fail = (): void => {};
  const result = new Promise<string>((resolve, reject) => {
    end = () => resolve('done');
    fail = () => reject(new Error('work failed'));
  });
  const work: PendingWork = {
    isStarted: false,
    end: () => end(),
    fail: () => fail(),
    run: () => {
      work.isStarted = true;
      return result;
    },
  };
  return work;
}

function createQueue(maxConcurrent: number, maxWaiting: number): KeyedQueue {
  return createKeyedQueue({ maxConcurrent, maxWaiting, createFullError: () => new Error('queue full') });
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('enqueue', () => {
  test('runs the allowed number per key concurrently, in the order of the calls, independent of other keys', async () => {
    const queue = createQueue(2, 10);
    const works = [createWork(), createWork(), createWork(), createWork()] as const;
    const other = createWork();
    const all = [...works.map(({ run }) => queue.enqueue('ada', run)), queue.enqueue('eve', other.run)];
    await settle();
    expect([...works, other].map(({ isStarted }) => isStarted)).toEqual([true, true, false, false, true]);

    works[1].end();
    await settle();

    expect(works.map(({ isStarted }) => isStarted)).toEqual([true, true, true, false]);
    for (const { end } of [...works, other]) end();
    expect(await Promise.all(all)).toEqual(Array(5).fill('done'));
  });

  test('rejects work whose turn would leave its caller too little of the wait budget', async () => {
    const queue = createQueue(1, 1);
    const [running, waiting, later] = [createWork(), createWork(), createWork()];
    const first = queue.enqueue('ada', running.run);

    await withWaitBudget(1_100, async () => {
      await expect(queue.enqueue('ada', waiting.run)).rejects.toThrow('queue full');
      expect(remainingWaitMs()).toBeGreaterThan(0);
    });

    const next = queue.enqueue('ada', later.run);
    for (const { end } of [running, later]) end();
    expect(await Promise.all([first, next])).toEqual(['done', 'done']);
    expect(waiting.isStarted).toBe(false);
  });

  test('starts the next work, and accepts new work, after work that failed', async () => {
    const queue = createQueue(1, 1);
    const [failing, waiting, later] = [createWork(), createWork(), createWork()];
    const results = [queue.enqueue('ada', failing.run), queue.enqueue('ada', waiting.run)];

    failing.fail();
    await expect(results[0]).rejects.toThrow('work failed');
    waiting.end();
    await expect(results[1]).resolves.toBe('done');
    later.end();

    await expect(queue.enqueue('ada', later.run)).resolves.toBe('done');
  });

  test('rejects immediately, without running the work, when too many wait over all keys', async () => {
    const queue = createQueue(1, 2);
    const works = [createWork(), createWork(), createWork(), createWork()];
    const all = works.map(({ run }, index) => queue.enqueue(index < 2 ? 'ada' : 'eve', run));
    const rejected = createWork();

    await expect(queue.enqueue('ada', rejected.run)).rejects.toThrow('queue full');
    expect(rejected.isStarted).toBe(false);
    expect(await queue.enqueue('kim', async () => 'free')).toBe('free');

    for (const { end } of works) end();
    await Promise.all(all);
    expect(await queue.enqueue('ada', async () => 'free')).toBe('free');
  });

  test('assigns a free slot to the caller that waited and not to a new one', async () => {
    const queue = createQueue(1, 10);
    const [first, waiting, late] = [createWork(), createWork(), createWork()];
    const firstResult = queue.enqueue('ada', first.run);
    const others = [queue.enqueue('ada', waiting.run)];
    first.end();
    await firstResult;

    others.push(queue.enqueue('ada', late.run));
    await settle();

    expect([waiting.isStarted, late.isStarted]).toEqual([true, false]);
    waiting.end();
    late.end();
    await Promise.all(others);
  });
});
