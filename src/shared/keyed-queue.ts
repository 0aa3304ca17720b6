import { boundedWait, remainingWaitMs } from './wait-budget.js';

/**
 * Limits how much work runs at once per key; further work of the same key waits, first come, first served.
 */
export interface KeyedQueue {
  /**
   * Runs the work as soon as fewer than `maxConcurrent` of its key are running. Rejects at once with the
   * error of `createFullError` when `maxWaiting` are waiting already, and later when its turn would leave
   * the caller too little of its wait budget.
   */
  enqueue<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Returns how much work runs and waits at the moment, over all keys. */
  countWork(): { readonly running: number; readonly waiting: number };
}

export interface KeyedQueueOptions {
  /** Per key. */
  readonly maxConcurrent: number;
  /** Over all keys together, because waiting work takes memory. */
  readonly maxWaiting: number;
  readonly createFullError: () => Error;
}

/**
 * What must remain of a wait budget for the statements after the turn: work that cannot finish is not begun.
 */
const reservedMs = 1_000;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

export function createKeyedQueue(options: KeyedQueueOptions): KeyedQueue {
  const { maxConcurrent, maxWaiting, createFullError } = options;
  const queues = new Map<string, Queue>();
  let waiting = 0;

  async function acquire(key: string): Promise<Queue> {
    const queue = queues.get(key) ?? { running: 0, waiting: [] };
    queues.set(key, queue);
    if (queue.running < maxConcurrent) {
      queue.running += 1;
      return queue;
    }
    if (waiting >= maxWaiting) throw createFullError();
    waiting += 1;
    await waitForTurn(queue);
    return queue;
  }

  function waitForTurn(queue: Queue): Promise<void> {
    let start = (): void => {};
    const turn = new Promise<void>((resolve) => {
      start = resolve;
      queue.waiting.push(start);
    });
    const leave = (): void => {
      waiting -= 1;
      queue.waiting.splice(queue.waiting.indexOf(start), 1);
    };
    const remainingMs = remainingWaitMs();
    const limitMs = remainingMs === null ? null : Math.max(0, remainingMs - reservedMs);
    return boundedWait(turn, { limitMs, onTimeout: leave, createError: createFullError });
  }

  function release(key: string, queue: Queue): void {
    const next = queue.waiting.shift();
    if (next !== undefined) {
      // The slot is handed over, not freed, so that a new caller cannot take it before the one that waited.
      waiting -= 1;
      next();
      return;
    }
    queue.running -= 1;
    if (queue.running === 0) queues.delete(key);
  }

  return {
    countWork: () => ({
      running: [...queues.values()].reduce((sum, queue) => sum + queue.running, 0),
      waiting,
    }),
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
