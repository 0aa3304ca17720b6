import type { DomainError, Route } from '../../shared/index.js';
import type { GraphqlHandler } from './graphql-route.js';
import type { Metrics } from './metrics.js';
import type { RateLimitHeaderCollector } from './rate-limit-headers.js';
import type { SocketHandler } from './websocket-connection.js';

/** The edge's slice of the configuration. */
export interface HttpOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** A port of its own for /metrics; null serves it beside everything else. */
  readonly metricsPort: number | null;
  /** The web origins whose pages may call (CORS). */
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of the proxies whose X-Forwarded-For and X-Request-Id are believed. */
  readonly trustedProxies: readonly string[];
  /** Serves GraphiQL and Apollo Sandbox. */
  readonly explorers: boolean;
  /** Serves the page at `/` that leads to them, for development; as `explorers` when left out. */
  readonly welcome?: boolean;
  /** Tells browsers to come back by https only: for a server whose issuer is https. */
  readonly strictTransportSecurity: boolean;
}

/** Where the edge writes; a pino logger is one. */
export interface HttpLog {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What the edge is made from. */
export interface HttpEdgeDependencies {
  readonly options: HttpOptions;
  readonly graphql: GraphqlHandler;
  /** Serves WebSockets at /graphql; left out, there are none. */
  readonly subscriptions?: SocketHandler;
  /** The modules' own routes. */
  readonly routes: readonly Route[];
  /** What answers tell of budgets; left out, they tell nothing. */
  readonly rateLimits?: RateLimitHeaderCollector;
  /** Whether the database answers; asked by /health/ready. */
  readonly isReachable: () => Promise<boolean>;
  /** Recognises what a database driver throws; null for anything else. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly metrics: Metrics;
  readonly log: HttpLog;
}
