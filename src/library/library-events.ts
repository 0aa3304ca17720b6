import { setTimeout as delay } from 'node:timers/promises';
import type { App } from '../app-types.js';
import { afterCommit, type EntityManager, entityManager } from '../platform/database/index.js';
import {
  boundedWait,
  createAsyncSlot,
  type DomainEvent,
  type EventType,
  eventTypes,
  type Log,
  remainingWaitMs,
  requestWaitMs,
  type Transaction,
  type Unsubscribe,
  type UserId,
  withWaitBudget,
} from '../shared/index.js';

/** The events that are always about a user. */
type SubjectEventType = Exclude<
  Extract<EventType, `user.${string}` | `session.${string}`>,
  'user.link-issued'
>;

/** The changes of users, whose handlers may take part in the transaction. */
export type UserEventType = Extract<EventType, `user.${string}`>;

/** The events by their types. `subjectId` is the user that the event is about. */
export type EventMap = {
  readonly [Type in EventType]: Omit<DomainEvent, 'type' | 'subjectId'> & {
    readonly type: Type;
    readonly subjectId: Type extends SubjectEventType ? UserId : UserId | null;
  } & (Type extends 'user.created' ? Required<Pick<DomainEvent, 'changes'>> : unknown);
};

/** Handles an event after its commit. Errors are logged. */
export type EventHandler<Type extends EventType> = (event: EventMap[Type]) => unknown;

/** Handles an event inside its transaction, with TypeORM's manager of that transaction. */
export type TransactionalEventHandler<Type extends UserEventType> = (
  event: EventMap[Type],
  manager: EntityManager,
) => unknown;

/** Subscribes to events of the changes of this process. Returns the function that unsubscribes. */
export interface SubscribeToEvents {
  /**
   * Calls the handler once the change is committed. The request does not wait for it, and its errors are
   * logged. It is not called again when the process ends before it has finished.
   */
  <Type extends EventType>(type: Type, handler: EventHandler<Type>): Unsubscribe;
  /**
   * Calls the handler inside the transaction of the change and waits for it: an error that it throws rolls
   * the change back, and a DomainError is answered like one of Cordon's.
   */
  <Type extends UserEventType>(
    type: Type,
    handler: TransactionalEventHandler<Type>,
    options: { readonly inTransaction: true },
  ): Unsubscribe;
}

/** The events of the library. */
export interface LibraryEvents {
  readonly on: SubscribeToEvents;
  /** Returns true for code that a handler inside a transaction calls. */
  isInTransaction(): boolean;
  /** Waits for the handlers that are running, for up to 5 seconds. */
  finishHandlers(): Promise<void>;
}

interface Subscription {
  readonly type: EventType;
  readonly inTransaction: boolean;
  /** Each is called with the events of its own type only. */
  readonly handler: (event: DomainEvent, manager: EntityManager | null) => unknown;
}

const finishLimitMs = 5_000;

export function createLibraryEvents(app: Pick<App, 'subscribeToEvents'>, log: Log): LibraryEvents {
  const subscriptions = new Set<Subscription>();
  const insideTransaction = createAsyncSlot<boolean>();
  const running = new Set<Promise<void>>();

  async function handleInTransaction(
    { handler }: Subscription,
    event: DomainEvent,
    transaction: Transaction,
  ): Promise<void> {
    const handling = insideTransaction.run(true, async () => handler(event, entityManager(transaction)));
    await boundedWait(handling, { limitMs: remainingWaitMs() ?? requestWaitMs });
  }

  function startHandling(subscription: Subscription, event: DomainEvent): void {
    const { type, handler } = subscription;
    if (!subscriptions.has(subscription)) return;
    const handling = insideTransaction
      .run(false, () => withWaitBudget(null, async () => void (await handler(event, null))))
      .catch((error: unknown) => log.error({ err: error, event: type }, 'an event handler failed'))
      .finally(() => running.delete(handling));
    running.add(handling);
  }

  app.subscribeToEvents(async (transaction, event) => {
    const interested = [...subscriptions].filter(({ type }) => type === event.type);
    for (const subscription of interested) {
      if (subscription.inTransaction) await handleInTransaction(subscription, event, transaction);
      else afterCommit(transaction, () => startHandling(subscription, event));
    }
  });

  return {
    on: (type: EventType, handler: unknown, { inTransaction = false }: { inTransaction?: boolean } = {}) => {
      assertSubscribable(type, inTransaction);
      // The overloads give each handler the event of the type that it is called with.
      const subscription = { type, inTransaction, handler: handler as Subscription['handler'] };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
    isInTransaction: () => insideTransaction.getStore() ?? false,
    finishHandlers: async () => {
      let isOver = false;
      const timer = new AbortController();
      const timeout = delay(finishLimitMs, null, { signal: timer.signal }).then(
        () => {
          isOver = true;
        },
        () => {},
      );
      // A handler may cause further events.
      while (running.size > 0 && !isOver) await Promise.race([Promise.all(running), timeout]);
      timer.abort();
      if (running.size > 0) log.warn({ handlers: running.size }, 'event handlers are still running');
    },
  };
}

/** A detection must not be rolled back by a handler, nor the end of a session or a key. */
function assertSubscribable(type: string, inTransaction: boolean): void {
  if (!eventTypes.some((known) => known === type)) throw new Error(`There is no event ${type}.`);
  if (inTransaction && !type.startsWith('user.')) {
    throw new Error(`Only events of users can be handled inside the transaction, not ${type}.`);
  }
}
