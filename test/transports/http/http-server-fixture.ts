import {
  createHttpServer,
  createMetrics,
  type HttpOptions,
  type HttpServer,
  type HttpServerDependencies,
} from '../../../src/transports/http/index.js';

export interface LogLine {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface TestHttpServer extends HttpServer {
  readonly log: LogLine[];
}

/** Options of a loopback server on any free port. */
export const options: HttpOptions = {
  host: '127.0.0.1',
  port: 0,
  metricsPort: null,
  allowedOrigins: ['https://app.example'],
  ownOrigin: 'https://id.example',
  trustedProxies: [],
  console: true,
  explorers: true,
  strictTransportSecurity: false,
};

/** Creates dependencies with a GraphQL handler that returns the request it received. */
export function createDependencies(
  log: LogLine[],
  overrides: Partial<HttpServerDependencies> = {},
): HttpServerDependencies {
  const write = (fields: LogLine['fields'], message: string): void => {
    log.push({ fields, message });
  };
  return {
    options,
    graphql: async (request) => ({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      setCookies: [],
      body: JSON.stringify(request),
    }),
    routes: [],
    isReachable: async () => true,
    translateDatabaseError: () => null,
    metrics: createMetrics(),
    log: { debug: write, info: write, warn: write, error: write },
    ...overrides,
  };
}

export function createTestHttpServer(overrides: Partial<HttpServerDependencies> = {}): TestHttpServer {
  const log: LogLine[] = [];
  return { ...createHttpServer(createDependencies(log, overrides)), log };
}
