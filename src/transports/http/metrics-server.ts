import type { RequestListener } from 'node:http';
import { limitConnections } from './connections.js';
import { defaultConnectionLimits, defaultHttpTimeouts } from './http-limits.js';
import type { HttpOptions } from './http-options.js';
import { closeServer, listenOn } from './listener.js';
import type { Metrics } from './metrics.js';
import { nodeHttp } from './node-http.js';
import { respondToClientError } from './socket-refusal.js';

/** The listener that serves /metrics on a port of its own. */
export interface MetricsServer {
  /** Returns the origin. Throws a StartupError when the port cannot be used. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Creates the listener with the timeouts and connection limits of the main one. */
export function createMetricsServer(
  metrics: Pick<Metrics, 'contentType' | 'print'>,
  options: Pick<HttpOptions, 'host' | 'metricsPort' | 'timeouts' | 'connectionLimits'>,
): MetricsServer {
  const { host, metricsPort, timeouts = defaultHttpTimeouts } = options;
  const server = nodeHttp.createServer(
    {
      headersTimeout: timeouts.headersMs,
      requestTimeout: timeouts.requestMs,
      connectionsCheckingInterval: timeouts.checkIntervalMs,
    },
    respondWithMetrics(metrics),
  );
  server.setTimeout(timeouts.inactiveMs);
  server.on('clientError', respondToClientError);
  const connections = limitConnections(server, options.connectionLimits ?? defaultConnectionLimits);
  return {
    listen: () => {
      const target = { host, port: metricsPort ?? 0, variable: 'CORDON_METRICS_PORT' };
      return listenOn(
        server,
        target,
        (address) =>
          new Promise((resolve, reject) => {
            server.once('error', reject);
            server.listen(address, () => resolve(server.off('error', reject)));
          }),
      );
    },
    close: async () => {
      if (!server.listening) return;
      await closeServer(
        server,
        connections,
        () => new Promise<void>((resolve) => server.close(() => resolve())),
      );
    },
  };
}

function respondWithMetrics(metrics: Pick<Metrics, 'contentType' | 'print'>): RequestListener {
  return (request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not_found"}');
      return;
    }
    metrics.print().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  };
}
