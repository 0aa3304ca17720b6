import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../../../src/modules/login/keyed-queue.js';

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

describe('turns', () => {
  test('let so many of a key work at once, in the order they came, and others beside them', async () => {
    const turns = createTurns({ atOnce: 2, mostWaiting: 10 });
    const works = [openWork(), openWork(), openWork(), openWork()] as const;
    const other = openWork();
    const all = [...works.map(({ work }) => turns.take('ada', work)), turns.take('eve', other.work)];
    await settle();
    expect([...works, other].map(({ started }) => started)).toEqual([true, true, false, false, true]);

    works[1].end();
    await settle();

    expect(works.map(({ started }) => started)).toEqual([true, true, true, false]);
    for (const { end } of [...works, other]) end();
    expect(await Promise.all(all)).toEqual(Array(5).fill('done'));
  });

  test('are handed on when work fails', async () => {
    const turns = createTurns({ atOnce: 1, mostWaiting: 10 });
    const first = turns.take('ada', () => Promise.reject(new Error('no')));
    const second = turns.take('ada', async () => 'done');

    await expect(first).rejects.toThrow('no');
    expect(await second).toBe('done');
  });

  test('refuse at once when too many wait, whatever their keys, and take others again afterwards', async () => {
    const turns = createTurns({ atOnce: 1, mostWaiting: 2 });
    const [ada, ada2, eve, eve2] = [openWork(), openWork(), openWork(), openWork()];
    const all = [
      turns.take('ada', ada.work),
      turns.take('ada', ada2.work),
      turns.take('eve', eve.work),
      turns.take('eve', eve2.work),
    ];

    await expect(turns.take('ada', async () => '')).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
      refusals: [{ retryAfterSeconds: 2 }],
    });
    expect(await turns.take('kim', async () => 'free')).toBe('free');

    for (const { end } of [ada, ada2, eve, eve2]) end();
    await Promise.all(all);
    expect(await turns.take('ada', async () => 'free')).toBe('free');
  });
});
