import { DomainError } from '../../shared/index.js';

/** Lets only a few work at once for each key; others of the same key wait for their turn. */
export interface KeyedQueue {
  /** Runs the work in its turn. Refuses with SERVICE_UNAVAILABLE, at once, when too many wait already. */
  enqueue<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** How many. */
export interface KeyedQueueOptions {
  readonly maxConcurrent: number;
  /** For all keys together: what waits takes memory. */
  readonly maxWaiting: number;
}

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Makes the turns. Every attempt is counted as a failure until its password is compared; were all of one account's attempts under way at once,
 * right ones would use up what is free and shut their own account. So they go in small groups, which hashing does to them anyhow.
 */
export function createKeyedQueue({ maxConcurrent, maxWaiting }: KeyedQueueOptions): KeyedQueue {
  const queues = new Map<string, Queue>();
  let waiting = 0;

  async function acquire(key: string): Promise<Queue> {
    const queue = queues.get(key) ?? { running: 0, waiting: [] };
    queues.set(key, queue);
    if (queue.running < maxConcurrent) {
      queue.running += 1;
      return queue;
    }
    if (waiting >= maxWaiting) throw queueFull();
    waiting += 1;
    await new Promise<void>((resolve) => queue.waiting.push(resolve));
    waiting -= 1;
    return queue;
  }

  function release(key: string, queue: Queue): void {
    const next = queue.waiting.shift();
    // The place is handed over, not freed: a newcomer cannot slip in before the one who waited.
    if (next !== undefined) next();
    else {
      queue.running -= 1;
      if (queue.running === 0) queues.delete(key);
    }
  }

  return {
    enqueue: async (key, work) => {
      const queue = await acquire(key);
      try {
        return await work();
      } finally {
        release(key, queue);
      }
    },
  };
}

function queueFull(): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'Too many sign-ins wait at the moment. Try again shortly.',
    retryAfterSeconds: 2,
  });
}
