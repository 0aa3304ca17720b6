import {
  type ChangeNotices,
  type ChangeTopic,
  changeTopics,
  type Transaction,
  type Unsubscribe,
} from '../../shared/index.js';
import { entityManager } from './entity-manager.js';

/** The one channel of LISTEN and NOTIFY; a message is `<topic> <id>`. The triggers of the migrations write it too. */
export const noticeChannel = 'cordon';

/** The way of the messages: a connection of its own to a server, or the embedded database in this process. */
export interface NoticeWay {
  /** Begins to hear. Answers after the first attempt, whether or not it succeeded; goes on trying until `close`. */
  open(hear: NoticeHearing): Promise<void>;
  isLive(): boolean;
  /** Answers when every message of a transaction that has committed by now was heard, or nothing is believed any more. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** Whom a way tells. */
export interface NoticeHearing {
  message(text: string): void;
  /** Messages may have been missed until now; from now on none is. */
  resync(): void;
  /** Messages are being missed. */
  lost(): void;
}

/** Tells and hears of changes, over all instances on one database. */
export interface Notifications extends ChangeNotices {
  /** Tells all instances, this one too, once the transaction has committed; a rolled back one tells nothing. Ids only, never a secret. */
  publish(transaction: Transaction, topic: ChangeTopic, id: string): Promise<void>;
  /** Begins to hear; a process that only runs a command need not. Never throws: without the way, nothing is live. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const everyRow = '*';
const wellFormedId = /^[\x21-\x7e]{1,200}$/;

/** Makes the channel over a way. */
export function createNotifications(way: NoticeWay): Notifications {
  const handlers = new Map<ChangeTopic, Set<(id: string) => void>>(
    changeTopics.map((topic) => [topic, new Set()]),
  );
  const onResync = new Set<() => void>();
  const onLost = new Set<() => void>();
  const hearing: NoticeHearing = {
    message: (text) => {
      const [topic = '', id = ''] = text.split(' ', 2);
      const known = changeTopics.find((candidate) => candidate === topic);
      // An older or a newer release may tell of what this one does not know.
      if (known === undefined) return;
      if (id === everyRow) callAll(onResync);
      else for (const handler of handlers.get(known) ?? []) handler(id);
    },
    resync: () => callAll(onResync),
    lost: () => callAll(onLost),
  };
  return {
    subscribe: (topic, handler) => added(handlers.get(topic), handler),
    onResync: (handler) => added(onResync, handler),
    onLost: (handler) => added(onLost, handler),
    isLive: way.isLive,
    publish: async (transaction, topic, id) => {
      if (!wellFormedId.test(id)) throw new Error('a notice carries an id and nothing else');
      await entityManager(transaction).query('SELECT pg_notify($1, $2)', [noticeChannel, `${topic} ${id}`]);
    },
    open: () => way.open(hearing),
    catchUp: way.catchUp,
    close: way.close,
  };
}

function added<T>(set: Set<T> | undefined, handler: T): Unsubscribe {
  set?.add(handler);
  return () => {
    set?.delete(handler);
  };
}

function callAll(handlers: Iterable<() => void>): void {
  for (const handler of [...handlers]) handler();
}
