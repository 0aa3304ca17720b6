import { createAsyncSlot } from './async-slot.js';

/** The machine that a request comes from. */
export interface ClientInfo {
  /**
   * The peer of the socket, or the address that a trusted proxy forwarded, in the form of `canonicalAddress`.
   */
  readonly ipAddress: string;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/**
 * The origin of the request in progress, for the audit log, without an argument of every service. It holds no
 * identity, and no decision may depend on it: the caller is passed by argument.
 */
export interface RequestOrigins {
  /** Runs the work, and everything it starts, with this origin. Returns or throws what the work does. */
  run<T>(origin: ClientInfo, work: () => T): T;
  /** Returns null outside of requests: on the command line and in background work. */
  current(): ClientInfo | null;
}

export function createRequestOrigins(): RequestOrigins {
  const storage = createAsyncSlot<ClientInfo>();
  return {
    run: (origin, work) => storage.run(origin, work),
    current: () => storage.getStore() ?? null,
  };
}
