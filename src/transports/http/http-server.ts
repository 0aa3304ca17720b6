import type { RequestListener, Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Gauge } from '../../shared/index.js';
import { type Connections, limitConnections } from './connections.js';
import { createCrossOriginLog } from './cross-origin-log.js';
import { createBodyDrain } from './drain-body.js';
import { createFastifyApp } from './fastify-app.js';
import { bodyLimitBytes, defaultConnectionLimits } from './http-limits.js';
import type { HttpServerDependencies } from './http-options.js';
import { closeServer, listenOn, shutdown } from './listener.js';
import type { Metrics } from './metrics.js';
import { createMetricsServer, type MetricsServer } from './metrics-server.js';
import { mountRoutes } from './mount-routes.js';
import { createMountedRequests, type MountedRequests } from './mounted-requests.js';
import { createClientReader } from './request-metadata.js';
import { createTrustedProxies } from './trusted-proxies.js';
import { createWebSocketListeners, type WebSocketListeners } from './websocket-listeners.js';

/** The HTTP server. */
export interface HttpServer {
  /** Starts to listen. Throws a StartupError when a port cannot be used. */
  listen(): Promise<{ readonly url: string; readonly metricsUrl: string }>;
  /** Starts to answer what other listeners hand over, without a port but that for metrics. */
  serveMounted(): Promise<void>;
  /** Answers the requests of another listener; with 503 unless the server runs. */
  readonly handler: RequestListener;
  /** Serves the WebSockets at /graphql of another listener. */
  acceptWebSockets(server: Server): void;
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
  const drainBodies = createBodyDrain(bodyLimitBytes, unreadBodyPaths(dependencies));
  const app = createFastifyApp(dependencies, crossOriginLog, readClient);
  app.server.on('request', drainBodies);
  const connections = limitConnections(app.server, options.connectionLimits ?? defaultConnectionLimits);
  const { metricsPort, servesMetrics = true } = options;
  const metricsServer = metricsPort === null || !servesMetrics ? null : createMetricsServer(metrics, options);
  const mounted = createMountedRequests(
    [drainBodies, (request, response) => app.routing(request, response)],
    dependencies,
  );
  const webSockets = createWebSocketListeners(crossOriginLog, dependencies);
  webSockets.acceptOwn(app.server, connections);
  metrics.addGauges(connectionGauges(app.server, webSockets));
  let closing: Promise<void> | null = null;
  const isReady = async (): Promise<boolean> => closing === null && (await dependencies.isReachable());
  mountRoutes(app, dependencies, readClient, isReady);

  return {
    inject: app.inject.bind(app),
    handler: mounted.handle,
    acceptWebSockets: (server) => webSockets.acceptMounted(server, mounted.isOpen),
    serveMounted: async () => {
      await app.ready();
      await metricsServer?.listen();
      mounted.open();
    },
    listen: async () => {
      await app.ready();
      const url = await listenOn(
        app.server,
        { host: options.host, port: options.port, variable: 'PORT' },
        (where) => app.listen(where),
      );
      mounted.open();
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
      closing ??= closeAll({ app, connections, mounted, webSockets, metricsServer, metrics });
      return closing;
    },
  };
}

function connectionGauges(server: Server, webSockets: WebSocketListeners): readonly Gauge[] {
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
      read: webSockets.countOpen,
    },
  ];
}

/** The routes whose bodies belong to another request. */
function unreadBodyPaths({ routes }: HttpServerDependencies): readonly string[] {
  return routes.filter(({ body }) => body === 'ignored').map(({ path }) => path);
}

interface OpenListeners {
  readonly app: FastifyInstance;
  readonly connections: Connections;
  readonly mounted: MountedRequests;
  readonly webSockets: WebSocketListeners;
  readonly metricsServer: MetricsServer | null;
  readonly metrics: Metrics;
}

async function closeAll({
  app,
  connections,
  mounted,
  webSockets,
  metricsServer,
  metrics,
}: OpenListeners): Promise<void> {
  // The listener waits for every connection, and a WebSocket does not end by itself.
  const mountedAreAnswered = mounted.close(shutdown.allMs);
  await webSockets.close();
  await mountedAreAnswered;
  await closeServer(app.server, connections, () => app.close());
  await metricsServer?.close();
  metrics.close();
}
