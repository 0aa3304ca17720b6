import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import {
  createHashingQueue,
  defaultHashingConcurrency,
} from '../../../src/modules/passwords/hashing-queue.js';

test('throws SERVICE_UNAVAILABLE with Retry-After when the queue is full', async () => {
  const queue = createHashingQueue({ concurrency: 1, queueLimit: 1, retryAfterSeconds: 7 });
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const accepted = [queue.run(() => ended), queue.run(() => ended)];

  await expect(queue.run(() => ended)).rejects.toMatchObject({
    reason: 'SERVICE_UNAVAILABLE',
    refusals: [{ retryAfterSeconds: 7 }],
  });

  end();
  await Promise.all(accepted);
});

test('refuses after a pause, so that clients that try again at once cannot occupy the event loop', async () => {
  const queue = createHashingQueue({ concurrency: 1, queueLimit: 1, retryAfterSeconds: 7 });
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = (): Promise<void> => queue.run(() => ended);
  await queue.assertAccepting();
  const accepted = [run(), run()];
  await wait(0);

  for (const ask of [queue.assertAccepting, run]) {
    const order: string[] = [];
    await Promise.all([
      wait(100).then(() => order.push('others')),
      expect(ask())
        .rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' })
        .then(() => order.push('refused')),
    ]);
    expect(order).toEqual(['others', 'refused']);
  }
  end();
  await Promise.all(accepted);
});

test('by default leaves one of the four libuv threads to other work', () => {
  expect(defaultHashingConcurrency()).toBeGreaterThanOrEqual(1);
  expect(defaultHashingConcurrency()).toBeLessThanOrEqual(3);
});
