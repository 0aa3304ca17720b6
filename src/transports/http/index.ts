/**
 * The HTTP server: the listener with its limits, headers, health checks, metrics, pages and log. It contains
 * no operation and no rule: requests go through ports to the GraphQL server and to the routes of the modules.
 */

export type { GraphqlHandler, GraphqlRequest, GraphqlResponse } from './graphql-route.js';
export { defaultHttpTimeouts, type HttpTimeouts } from './http-limits.js';
export type { HttpOptions, HttpServerDependencies } from './http-options.js';
export { createHttpServer, type HttpServer } from './http-server.js';
export { createLog, createRequestLog, type LogOptions } from './log.js';
export { createMetrics, createSharedMetrics, type Metrics } from './metrics.js';
export { createMetricsServer, type MetricsServer } from './metrics-server.js';
export type {
  ProjectRoutes,
  RegisterRoutes,
  RouteCaller,
  RouteHelpers,
  RouteRule,
} from './project-routes.js';
export type { SocketHandler, TextSocket } from './websocket-connection.js';
