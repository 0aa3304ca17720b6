import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import { acceptFormBodies, ignoreBodies } from './body-parsers.js';
import { nodeHttp } from './node-http.js';
import {
  countAuthorizationHeaders,
  type ReadClientInfo,
  readHeaders,
  readQueryString,
} from './request-metadata.js';

/**
 * Mounts the routes of the modules. Routes read a form or no body. A body of another type than a form is
 * answered by the route or with 415; where none is expected it is never read.
 */
export function mountModuleRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
  readClient: ReadClientInfo,
): void {
  // Fastify routes only the common methods by itself; proxies forward those of WebDAV too.
  for (const method of nodeHttp.METHODS)
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  app.register((scope, _options, done) => {
    acceptFormBodies(scope);
    for (const route of routes) if (route.body === 'form') mountRoute(scope, route, readClient);
    done();
  });
  app.register((scope, _options, done) => {
    ignoreBodies(scope);
    for (const route of routes) if (route.body !== 'form') mountRoute(scope, route, readClient);
    done();
  });
}

function mountRoute(scope: FastifyInstance, route: Route, readClient: ReadClientInfo): void {
  const { onBadBody } = route;
  scope.route({
    ...methodsOf(scope, route),
    url: route.path,
    handler: async (request, reply) =>
      sendResponse(reply, await route.handle(routeRequest(request, readClient))),
    ...(onBadBody === undefined
      ? {}
      : {
          errorHandler: (error, request, reply) => {
            if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error;
            return sendResponse(reply, onBadBody(routeRequest(request, readClient)));
          },
        }),
  });
}

/**
 * An OPTIONS request of a proxy that asks for a client is not a preflight: CORS would answer it with 204,
 * which the proxy would read as "allowed".
 */
function methodsOf(
  scope: FastifyInstance,
  { method }: Route,
): Pick<RouteOptions, 'method' | 'config'> & {
  readonly exposeHeadRoute?: false;
} {
  if (method !== 'ANY') return { method };
  return { method: [...scope.supportedMethods], exposeHeadRoute: false, config: { cors: false } };
}

function routeRequest(request: FastifyRequest, readClient: ReadClientInfo): RouteRequest {
  return {
    method: request.method,
    headers: readHeaders(request),
    // The only parser of this scope returns pairs.
    form: Array.isArray(request.body) ? (request.body as RouteRequest['form']) : [],
    query: [...new URLSearchParams(readQueryString(request))],
    authorizationHeaderCount: countAuthorizationHeaders(request),
    client: readClient(request),
  };
}

function sendResponse(reply: FastifyReply, { status, headers = {}, body }: RouteResponse): FastifyReply {
  const sent = reply.code(status).headers(headers);
  if (body === null) return sent.send();
  if (!sent.hasHeader('content-type')) sent.type('application/json; charset=utf-8');
  return sent.send(JSON.stringify(body));
}
