import {
  type ChangeNotifications,
  type ChangeTopic,
  changeTopics,
  type Transaction,
  type Unsubscribe,
} from '../../shared/index.js';
import { entityManager } from './entity-manager.js';

/**
 * The channel of LISTEN and NOTIFY. A message is `<topic> <id>`. The triggers of the migrations use it too.
 */
export const notificationChannel = 'cordon';

/**
 * Delivers the messages: over a separate connection to a server, or from the embedded database in this
 * process.
 */
export interface NotificationTransport {
  /**
   * Starts listening. Resolves after the first attempt, successful or not; further attempts follow until
   * `close`.
   */
  open(listener: NotificationListener): Promise<void>;
  isLive(): boolean;
  /**
   * Resolves when all messages of committed transactions were delivered, or when the transport is no longer
   * live.
   */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** Receives what a transport delivers. */
export interface NotificationListener {
  onMessage(text: string): void;
  /** Messages may have been missed until now; from now on none is. */
  onResync(): void;
  /** Messages are being missed. */
  onLost(): void;
}

/** Sends and receives changes between all instances on one database. */
export interface NotificationChannel extends ChangeNotifications {
  /**
   * Notifies all instances, including this one, after the transaction has committed. Sends nothing after a
   * rollback. For ids only, never for a secret.
   */
  publishChange(transaction: Transaction, topic: ChangeTopic, id: string): Promise<void>;
  /**
   * Starts listening. Processes that only run a command need not. Never throws: without a transport, the
   * channel is not live.
   */
  open(): Promise<void>;
  close(): Promise<void>;
}

const everyRow = '*';
const wellFormedId = /^[\x21-\x7e]{1,200}$/;

export function createNotificationChannel(transport: NotificationTransport): NotificationChannel {
  const handlers = new Map<ChangeTopic, Set<(id: string) => void>>(
    changeTopics.map((topic) => [topic, new Set()]),
  );
  const onResync = new Set<() => void>();
  const onLost = new Set<() => void>();
  const listener: NotificationListener = {
    onMessage: (text) => {
      const [topic = '', id = ''] = text.split(' ', 2);
      const knownTopic = changeTopics.find((candidate) => candidate === topic);
      // Older and newer releases may send topics that this one does not know.
      if (knownTopic === undefined) return;
      if (id === everyRow) callAll(onResync);
      else for (const handler of handlers.get(knownTopic) ?? []) handler(id);
    },
    onResync: () => callAll(onResync),
    onLost: () => callAll(onLost),
  };
  return {
    subscribe: (topic, handler) => addHandler(handlers.get(topic), handler),
    onResync: (handler) => addHandler(onResync, handler),
    onLost: (handler) => addHandler(onLost, handler),
    isLive: transport.isLive,
    publishChange: async (transaction, topic, id) => {
      if (!wellFormedId.test(id)) throw new Error('a notification must contain an id and nothing else');
      await entityManager(transaction).query('SELECT pg_notify($1, $2)', [
        notificationChannel,
        `${topic} ${id}`,
      ]);
    },
    open: () => transport.open(listener),
    catchUp: transport.catchUp,
    close: transport.close,
  };
}

function addHandler<T>(set: Set<T> | undefined, handler: T): Unsubscribe {
  set?.add(handler);
  return () => {
    set?.delete(handler);
  };
}

function callAll(handlers: Iterable<() => void>): void {
  for (const handler of [...handlers]) handler();
}
