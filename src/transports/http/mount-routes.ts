import type { FastifyInstance } from 'fastify';
import { mountGraphql } from './graphql-route.js';
import { mountHealth } from './health-routes.js';
import { defaultHttpTimeouts } from './http-limits.js';
import type { HttpServerDependencies } from './http-options.js';
import { mountModuleRoutes } from './module-routes.js';
import { mountPages } from './pages/page-routes.js';
import { mountProjectRoutes } from './project-routes.js';
import { handlerWithRateLimitHeaders, routeWithRateLimitHeaders } from './rate-limit-headers.js';
import type { ReadClientInfo } from './request-metadata.js';

/** Mounts everything that the server answers: first its own routes, then those of a project. */
export function mountRoutes(
  app: FastifyInstance,
  dependencies: HttpServerDependencies,
  readClient: ReadClientInfo,
  isReady: () => Promise<boolean>,
): void {
  const { options, metrics, project } = dependencies;
  const cordonPaths = collectPaths(app);
  mountApi(app, dependencies, readClient);
  mountHealth(app, isReady, (options.timeouts ?? defaultHttpTimeouts).readinessMs);
  mountPages(app, options);
  if (options.metricsPort === null) {
    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.print()),
    );
  }
  if (project !== undefined) mountProjectRoutes(app, project, readClient, cordonPaths);
}

function mountApi(
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

/** Returns the paths of all routes that are mounted from now on. */
function collectPaths(app: FastifyInstance): ReadonlySet<string> {
  const paths = new Set<string>();
  app.addHook('onRoute', ({ url }) => {
    // The CORS plugin answers preflights at `*`.
    if (url !== '*') paths.add(url);
  });
  return paths;
}
