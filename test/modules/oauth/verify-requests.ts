import type { Route } from '../../../src/shared/index.js';
import { createHttpEdge, createMetrics, type HttpEdge } from '../../../src/transports/http/index.js';

/** The request of a proxy. */
export interface ProxyRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** Creates the real HTTP transport with the given routes only. */
export function createTestEdge(routes: readonly Route[]): HttpEdge {
  const silent = (): void => undefined;
  return createHttpEdge({
    options: {
      host: '127.0.0.1',
      port: 0,
      metricsPort: null,
      allowedOrigins: ['https://app.example'],
      trustedProxies: [],
      explorers: false,
      strictTransportSecurity: false,
    },
    graphql: async () => ({ status: 200, headers: {}, setCookies: [], body: '' }),
    routes,
    isReachable: async () => true,
    translateDatabaseError: () => null,
    metrics: createMetrics(),
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

/** Requests `/verify` as a proxy does, with a token and a query string. */
export function requestVerify(edge: HttpEdge, token: string | null, search = '', request: ProxyRequest = {}) {
  return edge.inject({
    ...request,
    // The types of light-my-request know the common methods only.
    method: (request.method ?? 'GET') as 'GET',
    url: `/verify${search}`,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...request.headers },
  });
}
