import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Gauge } from '../../shared/index.js';
import { type Connections, limitConnections } from './connections.js';
import { createCrossOriginLog } from './cross-origin-log.js';
import { createFastifyApp } from './fastify-app.js';
import { mountGraphql } from './graphql-route.js';
import { mountHealth } from './health-routes.js';
import { defaultConnectionLimits, defaultHttpTimeouts } from './http-limits.js';
import type { HttpServerDependencies } from './http-options.js';
import { closeServer, listenOn } from './listener.js';
import type { Metrics } from './metrics.js';
import { createMetricsServer, type MetricsServer } from './metrics-server.js';
import { mountModuleRoutes } from './module-routes.js';
import { mountPages } from './pages/page-routes.js';
import { handlerWithRateLimitHeaders, routeWithRateLimitHeaders } from './rate-limit-headers.js';
import { createClientReader, type ReadClientInfo } from './request-metadata.js';
import { createTrustedProxies } from './trusted-proxies.js';
import { mountWebSockets, type WebSockets } from './websocket.js';

/** The HTTP server. */
export interface HttpServer {
  /** Starts to listen. Throws a StartupError when a port cannot be used. */
  listen(): Promise<{ readonly url: string; readonly metricsUrl: string }>;
  /**
   * Reports "not ready", accepts no new connection, finishes the requests in flight (for up to 20 seconds)
   * and releases the ports. Safe to call twice.
   */
  close(): Promise<void>;
  /** Sends a request without a socket, for tests. */
  readonly inject: FastifyInstance['inject'];
}

/** Builds the HTTP server; nothing listens before `listen`. */
export function createHttpServer(dependencies: HttpServerDependencies): HttpServer {
  const { options, metrics } = dependencies;
  const crossOriginLog = createCrossOriginLog(dependencies.log, options);
  const readClient = createClientReader(createTrustedProxies(options.trustedProxies));
  const app = createFastifyApp(dependencies, crossOriginLog, readClient);
  const connections = limitConnections(app.server, options.connectionLimits ?? defaultConnectionLimits);
  const metricsServer = options.metricsPort === null ? null : createMetricsServer(metrics, options);
  const webSockets =
    dependencies.subscriptions === undefined
      ? null
      : mountWebSockets(app.server, dependencies.subscriptions, connections, crossOriginLog, dependencies);
  metrics.addGauges(connectionGauges(app.server, webSockets));
  let closing: Promise<void> | null = null;

  mountRoutes(app, dependencies, readClient);
  const isReady = async (): Promise<boolean> => closing === null && (await dependencies.isReachable());
  mountHealth(app, isReady, (options.timeouts ?? defaultHttpTimeouts).readinessMs);
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
      crossOriginLog.logUnusableCookies(url);
      if (metricsServer === null) return { url, metricsUrl: `${url}/metrics` };
      try {
        const metricsOrigin = await metricsServer.listen();
        return { url, metricsUrl: `${metricsOrigin}/metrics` };
      } catch (error) {
        await app.close();
        throw error;
      }
    },
    close: () => {
      closing ??= closeAll({ app, connections, webSockets, metricsServer, metrics });
      return closing;
    },
  };
}

function connectionGauges(server: Server, webSockets: WebSockets | null): readonly Gauge[] {
  return [
    {
      name: 'cordon_http_connections_open',
      help: 'Open connections of the main port, WebSockets included.',
      read: () =>
        new Promise((resolve, reject) => {
          server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
        }),
    },
    {
      name: 'cordon_websockets_open',
      help: 'Open WebSockets.',
      read: () => webSockets?.countOpen() ?? 0,
    },
  ];
}

function mountRoutes(
  app: FastifyInstance,
  { graphql, routes, rateLimits, options }: HttpServerDependencies,
  readClient: ReadClientInfo,
): void {
  if (rateLimits === undefined) {
    mountGraphql(app, graphql, readClient, options);
    mountModuleRoutes(app, routes, readClient);
    return;
  }
  const { collectHeaders } = rateLimits;
  mountGraphql(app, handlerWithRateLimitHeaders(graphql, collectHeaders), readClient, options);
  mountModuleRoutes(
    app,
    routes.map((route) => routeWithRateLimitHeaders(route, collectHeaders)),
    readClient,
  );
}

interface OpenListeners {
  readonly app: FastifyInstance;
  readonly connections: Connections;
  readonly webSockets: WebSockets | null;
  readonly metricsServer: MetricsServer | null;
  readonly metrics: Metrics;
}

async function closeAll({
  app,
  connections,
  webSockets,
  metricsServer,
  metrics,
}: OpenListeners): Promise<void> {
  // The listener waits for every connection, and a WebSocket does not end by itself.
  await webSockets?.close();
  await closeServer(app.server, connections, () => app.close());
  await metricsServer?.close();
  metrics.close();
}
