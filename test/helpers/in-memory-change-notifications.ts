import type { ChangeNotifications, ChangeTopic } from '../../src/shared/index.js';

/** Change notifications that the test sends. */
export interface InMemoryChangeNotifications extends ChangeNotifications {
  emitChange(topic: ChangeTopic, id: string): void;
  /** Disconnects the listener. */
  disconnect(): void;
  /** Reconnects the listener. */
  resync(): void;
}

export function createInMemoryChangeNotifications(): InMemoryChangeNotifications {
  let isLive = true;
  const handlers = new Set<readonly [ChangeTopic, (id: string) => void]>();
  const onResync = new Set<() => void>();
  const onLost = new Set<() => void>();
  const added = <T>(set: Set<T>, one: T): (() => void) => {
    set.add(one);
    return () => void set.delete(one);
  };
  return {
    isLive: () => isLive,
    catchUp: async () => {},
    subscribe: (topic, handler) => added(handlers, [topic, handler] as const),
    onResync: (handler) => added(onResync, handler),
    onLost: (handler) => added(onLost, handler),
    emitChange: (topic, id) => {
      for (const [wanted, handler] of [...handlers]) if (wanted === topic) handler(id);
    },
    disconnect: () => {
      isLive = false;
      for (const handler of [...onLost]) handler();
    },
    resync: () => {
      for (const handler of [...onResync]) handler();
      isLive = true;
    },
  };
}
