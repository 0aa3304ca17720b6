import { availableParallelism } from 'node:os';
import { createKeyedQueue } from '../../shared/index.js';
import { hashingBusy } from './passwords-errors.js';

/** Limits how many hashing jobs run at once and how many wait. */
export interface HashingQueue {
  /** Runs the job after those that were queued before it. Throws SERVICE_UNAVAILABLE at once when the queue is full. */
  run<T>(job: () => Promise<T>): Promise<T>;
}

export interface HashingQueueOptions {
  readonly concurrency: number;
  readonly queueLimit: number;
  /** The Retry-After of a rejected caller. */
  readonly retryAfterSeconds: number;
}

/** libuv has four threads unless told otherwise; one stays free for files, DNS and the random numbers of everybody else. */
const threadsForHashing = 3;

/** One job per core, and never all of libuv's threads: a storm of logins must not starve the rest. */
export function defaultHashingConcurrency(): number {
  return Math.max(1, Math.min(availableParallelism(), threadsForHashing));
}

export function createHashingQueue(options: HashingQueueOptions): HashingQueue {
  const { concurrency, queueLimit, retryAfterSeconds } = options;
  const queue = createKeyedQueue({
    maxConcurrent: concurrency,
    maxWaiting: queueLimit,
    createFullError: () => hashingBusy(retryAfterSeconds),
  });
  return { run: (job) => queue.enqueue('hashing', job) };
}
