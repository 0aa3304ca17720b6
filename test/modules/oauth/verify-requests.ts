import type { Route } from '../../../src/shared/index.js';
import { createHttpEdge, createMetrics, type HttpEdge } from '../../../src/transports/http/index.js';

/** What a proxy sends beside the question. */
export interface ProxyRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** The real HTTP edge over a module's routes, with nothing else behind it. */
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
    graphql: async () => ({ status: 200, headers: {}, body: '' }),
    routes,
    isReachable: async () => true,
    translateDatabaseError: () => null,
    metrics: createMetrics(),
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

/** Asks `/verify` as a proxy would, with this token and these demands. */
export function askVerify(edge: HttpEdge, token: string | null, search = '', request: ProxyRequest = {}) {
  return edge.inject({
    method: 'GET',
    ...request,
    url: `/verify${search}`,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...request.headers },
  });
}
