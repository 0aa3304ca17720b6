import { describe, expect, test } from '@jest/globals';
import { createKeyedQueue } from '../../../src/modules/login/keyed-queue.js';

/** Work that ends when the test says so. */
function openWork(): { readonly work: () => Promise<string>; readonly end: () => void; started: boolean } {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const opened = {
    started: false,
    end: () => end(),
    work: async () => {
      opened.started = true;
      await ended;
      return 'done';
    },
  };
  return opened;
}

async function settle(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await Promise.resolve();
}

describe('queue', () => {
  test('let so many of a key work at once, in the order they came, and others beside them', async () => {
    const queue = createKeyedQueue({ maxConcurrent: 2, maxWaiting: 10 });
    const works = [openWork(), openWork(), openWork(), openWork()] as const;
    const other = openWork();
    const all = [...works.map(({ work }) => queue.enqueue('ada', work)), queue.enqueue('eve', other.work)];
    await settle();
    expect([...works, other].map(({ started }) => started)).toEqual([true, true, false, false, true]);

    works[1].end();
    await settle();

    expect(works.map(({ started }) => started)).toEqual([true, true, true, false]);
    for (const { end } of [...works, other]) end();
    expect(await Promise.all(all)).toEqual(Array(5).fill('done'));
  });

  test('are handed on when work fails', async () => {
    const queue = createKeyedQueue({ maxConcurrent: 1, maxWaiting: 10 });
    const first = queue.enqueue('ada', () => Promise.reject(new Error('no')));
    const second = queue.enqueue('ada', async () => 'done');

    await expect(first).rejects.toThrow('no');
    expect(await second).toBe('done');
  });

  test('refuse at once when too many wait, whatever their keys, and enqueue others again afterwards', async () => {
    const queue = createKeyedQueue({ maxConcurrent: 1, maxWaiting: 2 });
    const [ada, ada2, eve, eve2] = [openWork(), openWork(), openWork(), openWork()];
    const all = [
      queue.enqueue('ada', ada.work),
      queue.enqueue('ada', ada2.work),
      queue.enqueue('eve', eve.work),
      queue.enqueue('eve', eve2.work),
    ];

    await expect(queue.enqueue('ada', async () => '')).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
      refusals: [{ retryAfterSeconds: 2 }],
    });
    expect(await queue.enqueue('kim', async () => 'free')).toBe('free');

    for (const { end } of [ada, ada2, eve, eve2]) end();
    await Promise.all(all);
    expect(await queue.enqueue('ada', async () => 'free')).toBe('free');
  });
});
