import type { RateLimitHeaderCollector } from '../../platform/rate-limit/index.js';
import type { DomainError, Log, RequestDetailsCollector, Route } from '../../shared/index.js';
import type { ConnectionLimits } from './connections.js';
import type { GraphqlHandler } from './graphql-route.js';
import type { HttpTimeouts } from './http-limits.js';
import type { Metrics } from './metrics.js';
import type { OriginOptions } from './origin-check.js';
import type { ShownMail } from './pages/mailbox-page.js';
import type { ProjectRoutes } from './project-routes.js';
import type { SocketHandler } from './websocket-connection.js';

/** The HTTP part of the configuration. */
export interface HttpOptions extends OriginOptions {
  readonly host: string;
  /** 0 selects any free port. */
  readonly port: number;
  /** A separate port for /metrics; null serves it on the main port. */
  readonly metricsPort: number | null;
  /** False in a worker, whose metrics the supervising process serves. Default: true. */
  readonly servesMetrics?: boolean;
  /** Further request headers that pages of other origins may send (CORS), in lower case. */
  readonly allowedHeaders?: readonly string[];
  /** Addresses and networks of the proxies whose X-Forwarded-For, Forwarded and X-Request-Id are accepted. */
  readonly trustedProxies: readonly string[];
  /** Serves the pages for people and administrators. Default: false. */
  readonly console?: boolean;
  /** Serves GraphiQL and Apollo Sandbox. */
  readonly explorers: boolean;
  /** Serves the development page at `/` that links to them. Default: the value of `explorers`. */
  readonly welcome?: boolean;
  /** Returns the mails to show at /mailbox, in development; without it there is no such page. */
  readonly mailbox?: () => Promise<readonly ShownMail[]>;
  /** Sends Strict-Transport-Security, for a server whose issuer is https. */
  readonly strictTransportSecurity: boolean;
  /** Default: `defaultHttpTimeouts`. */
  readonly timeouts?: HttpTimeouts;
  /** Default: `defaultConnectionLimits`. */
  readonly connectionLimits?: ConnectionLimits;
}

export interface HttpServerDependencies {
  readonly options: HttpOptions;
  readonly graphql: GraphqlHandler;
  /** Serves WebSockets at /graphql; without it there are none. */
  readonly subscriptions?: SocketHandler;
  /** The routes of the modules. */
  readonly routes: readonly Route[];
  /** The routes of a project; without them there are none. */
  readonly project?: ProjectRoutes;
  /** Collects the rate limit headers of a response; without it none are sent. */
  readonly rateLimits?: Pick<RateLimitHeaderCollector, 'collectHeaders'>;
  /** What is known about a request besides its route, for its log line. */
  readonly requestDetails?: Pick<RequestDetailsCollector, 'detailsOf'>;
  /** Returns whether the database answers; used by /health/ready. */
  readonly isReachable: () => Promise<boolean>;
  /** Translates an error of the database driver; returns null for any other error. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Receives a line for each request. Default: `log`. */
  readonly requestLog?: Pick<Log, 'debug' | 'info'>;
}
