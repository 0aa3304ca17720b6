import type { Server } from 'node:http';
import { trackAnswers } from './answered-requests.js';
import type { Connections } from './connections.js';
import type { CrossOriginLog } from './cross-origin-log.js';
import type { HttpServerDependencies } from './http-options.js';
import { mountWebSockets, type WebSockets } from './websocket.js';

/** The WebSockets of the server's own listener and of those of a project. */
export interface WebSocketListeners extends WebSockets {
  /** Serves those of the server's own listener. */
  acceptOwn(server: Server, connections: Connections): void;
  /** Serves those of another listener while `isServing` returns true. */
  acceptMounted(server: Server, isServing: () => boolean): void;
}

export function createWebSocketListeners(
  crossOriginLog: CrossOriginLog,
  dependencies: HttpServerDependencies,
): WebSocketListeners {
  const { subscriptions } = dependencies;
  const mounted: WebSockets[] = [];
  const accepted = new WeakSet<Server>();
  return {
    acceptOwn: (server, { onceAnswered }) => {
      if (subscriptions === undefined) return;
      const listener = { server, onceAnswered, isServing: () => true, hasOtherUpgrades: () => false };
      mounted.push(mountWebSockets(listener, subscriptions, crossOriginLog, dependencies));
    },
    acceptMounted: (server, isServing) => {
      // Two answers to one upgrade would end the process.
      if (subscriptions === undefined || accepted.has(server)) return;
      accepted.add(server);
      const hasOtherUpgrades = (): boolean => server.listenerCount('upgrade') > 1;
      const listener = { server, ...trackAnswers(server), isServing, hasOtherUpgrades };
      mounted.push(mountWebSockets(listener, subscriptions, crossOriginLog, dependencies));
    },
    countOpen: () => mounted.reduce((sum, { countOpen }) => sum + countOpen(), 0),
    close: async () => {
      await Promise.all(mounted.map(({ close }) => close()));
    },
  };
}
