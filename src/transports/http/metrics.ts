import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The Prometheus metrics. Labels come from closed sets, so that clients cannot add time series. */
export interface Metrics {
  readonly contentType: string;
  /** Counts a completed HTTP request. `route` is the pattern, never the path. */
  countRequest(method: string, route: string, status: number, durationSeconds: number): void;
  /** Counts the codes in the top-level errors of a response. */
  countErrorCodes(codes: readonly string[]): void;
  /** Returns all metrics in the Prometheus text format. */
  print(): Promise<string>;
  close(): void;
}

/** Creates the metrics, those of the process included (memory, event loop, garbage collection). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'cordon_http_request_duration_seconds',
    help: 'Time to answer HTTP requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const errors = new Counter({
    name: 'cordon_graphql_errors_total',
    help: 'GraphQL top-level errors by code.',
    labelNames: ['code'],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    countRequest: (method, route, status, durationSeconds) =>
      requests.observe({ method, route, status: String(status) }, durationSeconds),
    countErrorCodes: (codes) => {
      for (const code of codes) errors.inc({ code });
    },
    print: () => registry.metrics(),
    close: () => registry.clear(),
  };
}
