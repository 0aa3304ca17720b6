import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { createKeyedQueue } from '../../shared/index.js';
import { hashingBusy } from './passwords-errors.js';

/** Limits how many hashing jobs run at once and how many wait. */
export interface HashingQueue {
  /**
   * Runs the job after those that were queued before it. Throws SERVICE_UNAVAILABLE when the queue is full.
   */
  run<T>(job: () => Promise<T>): Promise<T>;
  /** Throws SERVICE_UNAVAILABLE when a job that is run now would be rejected. */
  assertAccepting(): Promise<void>;
  /** Returns how many jobs run and wait at the moment. */
  countWork(): { readonly running: number; readonly waiting: number };
}

export interface HashingQueueOptions {
  readonly concurrency: number;
  readonly queueLimit: number;
  /** The Retry-After of a rejected caller. */
  readonly retryAfterSeconds: number;
}

/** libuv has four threads by default. One remains free for files, DNS and random numbers. */
const threadsForHashing = 3;

/**
 * Returns one job per core, but fewer than libuv's threads, so that a burst of logins does not block other
 * work.
 */
export function defaultHashingConcurrency(): number {
  return Math.max(1, Math.min(availableParallelism(), threadsForHashing));
}

/** Clients that try again at once leave the event loop to others for so long. */
const refusalPauseMs = 250;

export function createHashingQueue(options: HashingQueueOptions): HashingQueue {
  const { concurrency, queueLimit, retryAfterSeconds } = options;
  const queue = createKeyedQueue({
    maxConcurrent: concurrency,
    maxWaiting: queueLimit,
    createFullError: () => hashingBusy(retryAfterSeconds),
  });
  const assertAccepting = async (): Promise<void> => {
    if (queue.countWork().waiting < queueLimit) return;
    await wait(refusalPauseMs);
    throw hashingBusy(retryAfterSeconds);
  };
  return {
    run: async (job) => {
      await assertAccepting();
      return queue.enqueue('hashing', job);
    },
    assertAccepting,
    countWork: queue.countWork,
  };
}
