import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge as GaugeMetric,
  Histogram,
  Registry,
} from 'prom-client';
import { type Gauge, type Measurements, successOutcome, withWaitBudget } from '../../shared/index.js';

/** The Prometheus metrics. Labels come from closed sets, so that clients cannot add time series. */
export interface Metrics extends Measurements {
  readonly contentType: string;
  /** Counts a completed HTTP request. `route` is the pattern, never the path. */
  countRequest(method: string, route: string, status: number, durationSeconds: number): void;
  /** Counts the codes in the top-level errors of a response. */
  countErrorCodes(codes: readonly string[]): void;
  /** Adds metrics that are read at each scrape. */
  addGauges(gauges: readonly Gauge[]): void;
  /** Makes the metrics of this worker part of those that the supervising process prints. */
  shareWithSupervisor(): void;
  /** Returns all metrics in the Prometheus text format. */
  print(): Promise<string>;
  close(): void;
}

/** How long a scrape waits for a gauge that is read from the database. */
const gaugeLimitMs = 1_000;

/**
 * Creates the metrics, those of the process included (memory, event loop, garbage collection). `version` is
 * that of the server.
 */
export function createMetrics(version = 'unknown'): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'cordon_http_request_duration_seconds',
    help: 'Time to answer HTTP requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const build = new GaugeMetric({
    name: 'cordon_build_info',
    help: 'Always 1; the labels name the versions.',
    labelNames: ['version', 'node_version'],
    aggregator: 'first',
    registers: [registry],
  });
  build.set({ version, node_version: process.version }, 1);
  return {
    contentType: registry.contentType,
    countRequest: (method, route, status, durationSeconds) =>
      requests.observe({ method, route, status: String(status) }, durationSeconds),
    ...createCounters(registry),
    addGauges: (gauges) => {
      for (const gauge of gauges) registerGauge(registry, gauge);
    },
    shareWithSupervisor: () => {
      AggregatorRegistry.setRegistries(registry);
      // Its constructor answers the requests of the supervising process.
      void new AggregatorRegistry();
    },
    print: () => registry.metrics(),
    close: () => registry.clear(),
  };
}

/**
 * The metrics of all workers together, in the process that supervises them. A worker that is starting cannot
 * answer, and a scrape without it would look like a reset of its counters.
 */
export function createSharedMetrics(areReady: () => boolean): Pick<Metrics, 'contentType' | 'print'> {
  const registry = new AggregatorRegistry();
  return {
    contentType: registry.contentType,
    print: async () => {
      if (!areReady()) throw new Error('not all workers are ready');
      return registry.clusterMetrics();
    },
  };
}

function createCounters(registry: Registry): Measurements & Pick<Metrics, 'countErrorCodes'> {
  const counter = (
    name: string,
    help: string,
    label: string,
    knownValues: readonly string[],
  ): ((value: string) => void) => {
    const metric = new Counter({ name, help, labelNames: [label], registers: [registry] });
    // Prometheus notices the first increase only of a series that existed before.
    for (const value of knownValues) metric.inc({ [label]: value }, 0);
    return (value) => metric.inc({ [label]: value });
  };
  const countErrorCode = counter('cordon_graphql_errors_total', 'GraphQL top-level errors by code.', 'code', [
    'INTERNAL_SERVER_ERROR',
    'SERVICE_UNAVAILABLE',
  ]);
  return {
    countErrorCodes: (codes) => {
      for (const code of codes) countErrorCode(code);
    },
    countLogin: counter(
      'cordon_logins_total',
      `Logins with a password by outcome: ${successOutcome}, PASSWORD_CHANGE_REQUIRED, or the error code.`,
      'outcome',
      [successOutcome, 'INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS', 'RATE_LIMITED'],
    ),
    countRefresh: counter(
      'cordon_refreshes_total',
      `Refreshes of tokens by outcome: ${successOutcome}, or the error code (REFRESH_TOKEN_REUSED: reuse).`,
      'outcome',
      [successOutcome, 'REFRESH_TOKEN_REUSED'],
    ),
    countRateLimited: counter(
      'cordon_rate_limited_total',
      'Rejections by rate limits by bucket.',
      'bucket',
      [],
    ),
    countPasskeyRegression: countRegressions(registry),
    countMail: counter(
      'cordon_mails_total',
      'Attempts to send a mail by outcome: SENT, RETRIED (another attempt follows) or ABANDONED.',
      'outcome',
      ['SENT', 'RETRIED', 'ABANDONED'],
    ),
    countPasskeyLogin: counter(
      'cordon_passkey_logins_total',
      `Logins with a passkey by outcome: ${successOutcome}, PASSWORD_CHANGE_REQUIRED, or the error code.`,
      'outcome',
      [successOutcome, 'INVALID_CREDENTIALS'],
    ),
    countListRead: countListReads(registry),
  };
}

function countListReads(registry: Registry): Measurements['countListRead'] {
  const metric = new Counter({
    name: 'cordon_database_replica_reads_total',
    help: 'Lists by outcome: REPLICA, or BEHIND or FAILED (read at the primary). 0 without a replica.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['REPLICA', 'BEHIND', 'FAILED']) metric.inc({ outcome }, 0);
  return (outcome) => metric.inc({ outcome });
}

function countRegressions(registry: Registry): () => void {
  const metric = new Counter({
    name: 'cordon_passkey_counter_regressions_total',
    help: 'Passkeys refused because their authenticator counted fewer signatures than before: a copy?',
    registers: [registry],
  });
  return () => metric.inc();
}

function registerGauge(registry: Registry, gauge: Gauge): void {
  const { name, help, read, maxAgeSeconds = 0, combine = 'sum' } = gauge;
  let readAt = Number.NEGATIVE_INFINITY;
  const metric: GaugeMetric = new GaugeMetric({
    name,
    help,
    aggregator: combine,
    registers: [registry],
    collect: async () => {
      if (performance.now() < readAt + maxAgeSeconds * 1_000) return;
      try {
        metric.set(await withWaitBudget(gaugeLimitMs, async () => read()));
        readAt = performance.now();
      } catch {
        // A scrape without the value is better than a wrong value, or none of the other metrics.
        metric.remove();
      }
    },
  });
}
