import { DomainError } from '../../shared/index.js';

/** Lets only a few work at once for each key; others of the same key wait for their turn. */
export interface Turns {
  /** Runs the work in its turn. Refuses with SERVICE_UNAVAILABLE, at once, when too many wait already. */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** How many. */
export interface TurnsSettings {
  readonly atOnce: number;
  /** For all keys together: what waits takes memory. */
  readonly mostWaiting: number;
}

interface Queue {
  working: number;
  readonly waiting: (() => void)[];
}

/**
 * Makes the turns. Every attempt is counted as a failure until its password is compared; were all of one account's attempts under way at once,
 * right ones would use up what is free and shut their own account. So they go in small groups, which hashing does to them anyhow.
 */
export function createTurns({ atOnce, mostWaiting }: TurnsSettings): Turns {
  const queues = new Map<string, Queue>();
  let waiting = 0;

  async function enter(key: string): Promise<Queue> {
    const queue = queues.get(key) ?? { working: 0, waiting: [] };
    queues.set(key, queue);
    if (queue.working < atOnce) {
      queue.working += 1;
      return queue;
    }
    if (waiting >= mostWaiting) throw tooManyWait();
    waiting += 1;
    await new Promise<void>((resolve) => queue.waiting.push(resolve));
    waiting -= 1;
    return queue;
  }

  function leave(key: string, queue: Queue): void {
    const next = queue.waiting.shift();
    // The place is handed over, not freed: a newcomer cannot slip in before the one who waited.
    if (next !== undefined) next();
    else {
      queue.working -= 1;
      if (queue.working === 0) queues.delete(key);
    }
  }

  return {
    take: async (key, work) => {
      const queue = await enter(key);
      try {
        return await work();
      } finally {
        leave(key, queue);
      }
    },
  };
}

function tooManyWait(): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'Too many sign-ins wait at the moment. Try again shortly.',
    retryAfterSeconds: 2,
  });
}
