import type { ChangeNotifications, DomainError, Unsubscribe } from '../../shared/index.js';
import { changesMissed } from './users-errors.js';

/**
 * The maximum number of pending changed users. Beyond it the iterator fails instead of reporting each of
 * them.
 */
const maxPendingUsers = 1_000;

type Step = IteratorResult<string, undefined>;

interface Waiting {
  readonly resolve: (step: Step) => void;
  readonly reject: (error: DomainError) => void;
}

/**
 * Yields the ids of users as they change, on any instance. Several pending changes of one user are reported
 * once.
 * Fails with SERVICE_UNAVAILABLE when change notifications may have been missed or too many are pending; the
 * subscriber must then read the current state again.
 */
export function watchChangedUserIds(
  changeNotifications: ChangeNotifications,
  isWanted: (id: string) => boolean,
): AsyncIterableIterator<string, undefined> {
  const queue = new Set<string>();
  let waiting: Waiting | null = null;
  let failure: DomainError | null = null;
  let isFinished = false;

  const unsubscribes: readonly Unsubscribe[] = [
    changeNotifications.subscribe('users', (id) => {
      if (isWanted(id)) enqueueId(id);
    }),
    changeNotifications.onLost(() => fail(changesMissed())),
    changeNotifications.onResync(() => fail(changesMissed())),
  ];

  function enqueueId(id: string): void {
    if (waiting !== null) {
      waiting.resolve({ value: id, done: false });
      waiting = null;
      return;
    }
    queue.add(id);
    if (queue.size > maxPendingUsers) fail(changesMissed());
  }

  function fail(error: DomainError): void {
    if (isFinished) return;
    const listener = waiting;
    finish();
    if (listener === null) failure = error;
    else listener.reject(error);
  }

  function finish(): void {
    isFinished = true;
    waiting = null;
    queue.clear();
    for (const unsubscribe of unsubscribes) unsubscribe();
  }

  function next(): Promise<Step> {
    const [id] = queue;
    if (id !== undefined) {
      queue.delete(id);
      return Promise.resolve({ value: id, done: false });
    }
    if (failure !== null) {
      const error = failure;
      failure = null;
      return Promise.reject(error);
    }
    if (isFinished) return Promise.resolve(done);
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
  }

  return {
    next,
    return: async () => {
      const listener = waiting;
      if (!isFinished) finish();
      listener?.resolve(done);
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const done: Step = { value: undefined, done: true };
