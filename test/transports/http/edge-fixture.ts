import {
  createHttpEdge,
  createMetrics,
  type HttpEdge,
  type HttpEdgeDependencies,
  type HttpOptions,
} from '../../../src/transports/http/index.js';

export interface LogLine {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface Host extends HttpEdge {
  readonly log: LogLine[];
}

/** The default options: a loopback server on any free port. */
export const options: HttpOptions = {
  host: '127.0.0.1',
  port: 0,
  metricsPort: null,
  allowedOrigins: ['https://app.example'],
  trustedProxies: [],
  explorers: true,
  strictTransportSecurity: false,
};

/** An edge around a GraphQL twin that answers what it was asked. */
export function createHost(overrides: Partial<HttpEdgeDependencies> = {}): Host {
  const log: LogLine[] = [];
  const write = (fields: LogLine['fields'], message: string): void => {
    log.push({ fields, message });
  };
  const edge = createHttpEdge({
    options,
    graphql: async (request) => ({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(request),
    }),
    routes: [],
    isReachable: async () => true,
    translateDatabaseError: () => null,
    metrics: createMetrics(),
    log: { debug: write, info: write, warn: write, error: write },
    ...overrides,
  });
  return { ...edge, log };
}
