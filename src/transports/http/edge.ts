import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { createFastifyApp } from './fastify-app.js';
import { mountGraphql } from './graphql-route.js';
import { mountHealth } from './health-routes.js';
import type { HttpEdgeDependencies, HttpOptions } from './http-options.js';
import { closeServer, listenOn } from './listener.js';
import type { Metrics } from './metrics.js';
import { mountModuleRoutes } from './module-routes.js';
import { mountPages } from './pages/page-routes.js';
import { handlerWithRateLimitHeaders, routeWithRateLimitHeaders } from './rate-limit-headers.js';
import { mountWebSockets, type WebSockets } from './websocket.js';

/** The running edge. */
export interface HttpEdge {
  /** Begins to answer. Throws a StartupError with one clear sentence when it cannot have its port. */
  listen(): Promise<{ readonly url: string; readonly metricsUrl: string }>;
  /** Says "not ready", takes no new connection, finishes what is under way (20 seconds at most), then lets go. Safe to call twice. */
  close(): Promise<void>;
  /** For tests: a request without a socket. */
  readonly inject: FastifyInstance['inject'];
}

/** Builds the edge; it answers nothing before `listen`. */
export function createHttpEdge(dependencies: HttpEdgeDependencies): HttpEdge {
  const { options, metrics } = dependencies;
  const app = createFastifyApp(dependencies);
  const metricsServer = options.metricsPort === null ? null : createMetricsServer(metrics);
  const webSockets =
    dependencies.subscriptions === undefined
      ? null
      : mountWebSockets(app.server, dependencies.subscriptions, dependencies);
  let closing: Promise<void> | null = null;

  const { rateLimits } = dependencies;
  const graphql =
    rateLimits === undefined
      ? dependencies.graphql
      : handlerWithRateLimitHeaders(dependencies.graphql, rateLimits);
  mountGraphql(app, graphql, options.allowedOrigins);
  mountModuleRoutes(
    app,
    dependencies.routes.map((route) =>
      rateLimits === undefined ? route : routeWithRateLimitHeaders(route, rateLimits),
    ),
  );
  mountHealth(app, async () => closing === null && (await dependencies.isReachable()));
  mountPages(app, options);
  if (metricsServer === null) {
    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.print()),
    );
  }

  return {
    inject: app.inject.bind(app),
    listen: async () => {
      await app.ready();
      const url = await listenOn(
        app.server,
        { host: options.host, port: options.port, variable: 'PORT' },
        (where) => app.listen(where),
      );
      if (metricsServer === null) return { url, metricsUrl: `${url}/metrics` };
      try {
        const own = await listenMetricsServer(metricsServer, options);
        return { url, metricsUrl: `${own}/metrics` };
      } catch (error) {
        await app.close();
        throw error;
      }
    },
    close: () => {
      closing ??= closeAll(app, webSockets, metricsServer, metrics);
      return closing;
    },
  };
}

function listenMetricsServer(server: Server, { host, metricsPort }: HttpOptions): Promise<string> {
  const where = { host, port: metricsPort ?? 0, variable: 'CORDON_METRICS_PORT' };
  return listenOn(
    server,
    where,
    (address) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(address, () => resolve(server.off('error', reject)));
      }),
  );
}

async function closeAll(
  app: FastifyInstance,
  webSockets: WebSockets | null,
  metricsServer: Server | null,
  metrics: Metrics,
): Promise<void> {
  // The listener waits for every connection, and a WebSocket would never end by itself.
  await webSockets?.close();
  await closeServer(app.server, () => app.close());
  if (metricsServer?.listening) await closeServer(metricsServer, () => closed(metricsServer));
  metrics.close();
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function createMetricsServer(metrics: Metrics): Server {
  return createServer((request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not_found"}');
      return;
    }
    metrics.print().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
}
