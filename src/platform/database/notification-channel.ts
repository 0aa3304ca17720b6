import {
  type ChangeNotifications,
  type ChangeTopic,
  changeTopics,
  type Transaction,
  type Unsubscribe,
} from '../../shared/index.js';
import { entityManager } from './entity-manager.js';

/** The one channel of LISTEN and NOTIFY; a message is `<topic> <id>`. The triggers of the migrations write it too. */
export const notificationChannel = 'cordon';

/** The transport of the messages: a connection of its own to a server, or the embedded database in this process. */
export interface NotificationTransport {
  /** Begins to listener. Answers after the first attempt, whether or not it succeeded; goes on trying until `close`. */
  open(listener: NotificationListener): Promise<void>;
  isLive(): boolean;
  /** Answers when every message of a transaction that has committed by now was heard, or nothing is believed any more. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** Whom a transport tells. */
export interface NotificationListener {
  message(text: string): void;
  /** Messages may have been missed until now; from now on none is. */
  resync(): void;
  /** Messages are being missed. */
  lost(): void;
}

/** Tells and hears of changes, over all instances on one database. */
export interface NotificationChannel extends ChangeNotifications {
  /** Tells all instances, this one too, once the transaction has committed; a rolled back one tells nothing. Ids only, never a secret. */
  publish(transaction: Transaction, topic: ChangeTopic, id: string): Promise<void>;
  /** Begins to listener; a process that only runs a command need not. Never throws: without the transport, nothing is live. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const everyRow = '*';
const wellFormedId = /^[\x21-\x7e]{1,200}$/;

/** Makes the channel over a transport. */
export function createNotificationChannel(transport: NotificationTransport): NotificationChannel {
  const handlers = new Map<ChangeTopic, Set<(id: string) => void>>(
    changeTopics.map((topic) => [topic, new Set()]),
  );
  const onResync = new Set<() => void>();
  const onLost = new Set<() => void>();
  const listener: NotificationListener = {
    message: (text) => {
      const [topic = '', id = ''] = text.split(' ', 2);
      const knownTopic = changeTopics.find((candidate) => candidate === topic);
      // An older or a newer release may tell of what this one does not know.
      if (knownTopic === undefined) return;
      if (id === everyRow) callAll(onResync);
      else for (const handler of handlers.get(knownTopic) ?? []) handler(id);
    },
    resync: () => callAll(onResync),
    lost: () => callAll(onLost),
  };
  return {
    subscribe: (topic, handler) => addHandler(handlers.get(topic), handler),
    onResync: (handler) => addHandler(onResync, handler),
    onLost: (handler) => addHandler(onLost, handler),
    isLive: transport.isLive,
    publish: async (transaction, topic, id) => {
      if (!wellFormedId.test(id)) throw new Error('a notification carries an id and nothing else');
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
