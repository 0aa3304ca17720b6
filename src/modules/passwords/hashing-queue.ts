import { availableParallelism } from 'node:os';
import { hashingBusy } from './passwords-errors.js';

/** Lets at most so many jobs work at once, and so many wait. */
export interface HashingQueue {
  /** Runs the job in its turn. Refuses with SERVICE_UNAVAILABLE at once, without waiting, when the queue is full. */
  run<T>(job: () => Promise<T>): Promise<T>;
}

/** What a hashing queue needs. */
export interface HashingQueueOptions {
  readonly concurrency: number;
  readonly queueLimit: number;
  /** What a refused caller is told to wait. */
  readonly retryAfterSeconds: number;
}

/** libuv has four threads unless told otherwise; one stays free for files, DNS and the random numbers of everybody else. */
const threadsForHashing = 3;

/** One job per core, and never all of libuv's threads: a storm of logins must not starve the rest. */
export function defaultHashingConcurrency(): number {
  return Math.max(1, Math.min(availableParallelism(), threadsForHashing));
}

/** Makes a queue: first come, first served; memory bounded by its limit. */
export function createHashingQueue(options: HashingQueueOptions): HashingQueue {
  const waiting: (() => void)[] = [];
  let working = 0;

  async function enter(): Promise<void> {
    if (working < options.concurrency) {
      working += 1;
      return;
    }
    if (waiting.length >= options.queueLimit) throw hashingBusy(options.retryAfterSeconds);
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    // The slot is handed over, not freed: a newcomer cannot slip in before the one who waited.
    if (next === undefined) working -= 1;
    else next();
  }

  return {
    run: async (job) => {
      await enter();
      try {
        return await job();
      } finally {
        leave();
      }
    },
  };
}
