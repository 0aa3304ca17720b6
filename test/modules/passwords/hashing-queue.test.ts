import { expect, test } from '@jest/globals';
import {
  createHashingQueue,
  defaultHashingConcurrency,
} from '../../../src/modules/passwords/hashing-queue.js';

/** A job that ends when the test says so. */
function createJob(): {
  run: () => Promise<string>;
  end: (result?: string) => void;
  fail: () => void;
  begun: boolean;
} {
  let end: (result?: string) => void = () => {};
  let fail: () => void = () => {};
  const done = new Promise<string>((resolve, reject) => {
    end = (result = 'done') => resolve(result);
    fail = () => reject(new Error('the job failed'));
  });
  const job = {
    begun: false,
    end: (result?: string) => end(result),
    fail: () => fail(),
    run: () => {
      job.begun = true;
      return done;
    },
  };
  return job;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('works on no more jobs at once than it may, the others in the order they came', async () => {
  const queue = createHashingQueue({ concurrency: 2, queueLimit: 10, retryAfterSeconds: 1 });
  const second = createJob();
  const jobs = [createJob(), second, createJob(), createJob()];

  const results = jobs.map((job) => queue.run(job.run));
  await settled();
  expect(jobs.map((job) => job.begun)).toEqual([true, true, false, false]);
  second.end();
  await settled();
  expect(jobs.map((job) => job.begun)).toEqual([true, true, true, false]);
  for (const job of jobs) job.end();

  expect(await Promise.all(results)).toEqual(['done', 'done', 'done', 'done']);
});

test('refuses at once, and says when to come back, when as many wait as may', async () => {
  const queue = createHashingQueue({ concurrency: 1, queueLimit: 1, retryAfterSeconds: 7 });
  const jobs = [createJob(), createJob()];
  const results = jobs.map((job) => queue.run(job.run));
  const late = createJob();

  await expect(queue.run(late.run)).rejects.toMatchObject({
    reason: 'SERVICE_UNAVAILABLE',
    refusals: [{ retryAfterSeconds: 7 }],
  });

  expect(late.begun).toBe(false);
  for (const job of jobs) job.end();
  await Promise.all(results);
});

test('a job that fails makes room for the next, and those that come later are served again', async () => {
  const queue = createHashingQueue({ concurrency: 1, queueLimit: 1, retryAfterSeconds: 1 });
  const [bad, next, later] = [createJob(), createJob(), createJob()];
  const results = [queue.run(bad.run), queue.run(next.run)];

  bad.fail();
  await expect(results[0]).rejects.toThrow('the job failed');
  next.end('next');
  await expect(results[1]).resolves.toBe('next');
  later.end('later');

  await expect(queue.run(later.run)).resolves.toBe('later');
});

test('by default some of libuv s four threads stay free for others', () => {
  expect(defaultHashingConcurrency()).toBeGreaterThanOrEqual(1);
  expect(defaultHashingConcurrency()).toBeLessThanOrEqual(3);
});
