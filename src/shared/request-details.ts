import type { ClientInfo } from './client-info.js';

/** What is known about a request in progress besides its route: never a credential or an input. */
export interface RequestDetails {
  readonly operationName?: string;
  readonly userId?: string;
  readonly sessionId?: string;
}

/** Collects the details of requests for their log lines. No decision may depend on them. */
export interface RequestDetailsCollector {
  add(client: ClientInfo, details: RequestDetails): void;
  detailsOf(client: ClientInfo): RequestDetails;
}

export function createRequestDetailsCollector(): RequestDetailsCollector {
  const collected = new WeakMap<ClientInfo, RequestDetails>();
  return {
    add: (client, details) => {
      const known = collected.get(client);
      collected.set(client, known === undefined ? details : { ...known, ...details });
    },
    detailsOf: (client) => collected.get(client) ?? {},
  };
}
