/**
 * The HTTP edge: the listener with its limits, headers, health, metrics, pages and log.
 * It knows no operation and no rule: requests go through ports to the GraphQL edge and to the modules' routes.
 */

export { createHttpEdge, type HttpEdge } from './edge.js';
export type { GraphqlHandler } from './graphql-route.js';
export type { HttpEdgeDependencies, HttpLog, HttpOptions } from './http-options.js';
export { createLog, type LogOptions } from './log.js';
export { createMetrics, type Metrics } from './metrics.js';
export type { PlainSocket, SocketHandler } from './websocket-connection.js';
