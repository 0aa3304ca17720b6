import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientInfo } from './module.js';

/**
 * Where the work at hand comes from, for whoever writes it down (the audit log), without passing through every service. It holds no identity:
 * who asks is told by arguments alone, and nothing may be decided by what stands here.
 */
export interface RequestOrigins {
  /** Does the work, and all that it starts, as asked for from there. Answers and throws what the work does. */
  run<T>(origin: ClientInfo, work: () => T): T;
  /** Null outside any request: on the command line and in the server's own housekeeping. */
  current(): ClientInfo | null;
}

/** Makes origins that nobody shares: one for each house, handed to its edges and to its log. */
export function createRequestOrigins(): RequestOrigins {
  const storage = new AsyncLocalStorage<ClientInfo>();
  return {
    run: (origin, work) => storage.run(origin, work),
    current: () => storage.getStore() ?? null,
  };
}
