import type { FastifyInstance } from 'fastify';
import { mountGraphql } from './graphql-route.js';
import { mountHealth } from './health-routes.js';
import { defaultHttpTimeouts } from './http-limits.js';
import type { HttpServerDependencies } from './http-options.js';
import { type HttpRefusal, httpRefusals, methodNotAllowed, sendRefusal } from './http-refusals.js';
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
  const paths = collectPaths(app);
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(request, reply, missingRouteRefusal(paths, request.url)),
  );
  mountApi(app, dependencies, readClient);
  mountHealth(app, isReady, (options.timeouts ?? defaultHttpTimeouts).readinessMs);
  mountPages(app, options);
  if (options.metricsPort === null) {
    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.print()),
    );
  }
  if (project !== undefined) mountProjectRoutes(app, project, readClient, paths);
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

/** The methods of each path. */
type MountedPaths = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns all routes that are mounted from now on. */
function collectPaths(app: FastifyInstance): MountedPaths {
  const paths = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    // The CORS plugin answers preflights at `*`.
    if (url === '*') return;
    const methods = paths.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    paths.set(url, methods);
  });
  return paths;
}

/** The path is compared as text: `hasRoute` of Fastify would read it as a pattern. */
function missingRouteRefusal(paths: MountedPaths, url: string): HttpRefusal {
  const methods = paths.get(url.split('?', 1)[0] ?? '/');
  const allowed = ['GET', 'POST'].filter((method) => methods?.has(method));
  return allowed.length === 0 ? httpRefusals.notFound : methodNotAllowed(allowed);
}
