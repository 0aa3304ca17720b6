import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Route, RouteRequest, RouteResponse } from '../../shared/index.js';
import { ignoreBodies, readFormBodies } from './body-parsers.js';
import {
  countAuthorizationHeaders,
  readClientInfo,
  readHeaders,
  readQueryString,
} from './request-metadata.js';

/** Mounts the modules' own routes. They read forms or nothing: a body of another kind is answered by the route, or with 415, or never read. */
export function mountModuleRoutes(app: FastifyInstance, routes: readonly Route[]): void {
  app.register((scope, _options, done) => {
    readFormBodies(scope);
    for (const route of routes) if (route.body !== 'ignored') mountRoute(scope, route);
    done();
  });
  app.register((scope, _options, done) => {
    ignoreBodies(scope);
    for (const route of routes) if (route.body === 'ignored') mountRoute(scope, route);
    done();
  });
}

function mountRoute(scope: FastifyInstance, route: Route): void {
  const { onBadBody } = route;
  scope.route({
    ...methodsOf(scope, route),
    url: route.path,
    handler: async (request, reply) => answer(reply, await route.handle(routeRequest(request))),
    ...(onBadBody === undefined
      ? {}
      : {
          errorHandler: (error, request, reply) => {
            if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error;
            return answer(reply, onBadBody(routeRequest(request)));
          },
        }),
  });
}

/** What a proxy asks in another's name is no preflight: CORS would answer OPTIONS with a 204, which the proxy would take for a yes. */
function methodsOf(
  scope: FastifyInstance,
  { method }: Route,
): Pick<RouteOptions, 'method' | 'config'> & {
  readonly exposeHeadRoute?: false;
} {
  if (method !== 'ANY') return { method };
  return { method: [...scope.supportedMethods], exposeHeadRoute: false, config: { cors: false } };
}

function routeRequest(request: FastifyRequest): RouteRequest {
  return {
    method: request.method,
    headers: readHeaders(request),
    // The scope's only parser makes pairs of whatever it reads.
    form: Array.isArray(request.body) ? (request.body as RouteRequest['form']) : [],
    query: [...new URLSearchParams(readQueryString(request))],
    authorizationHeaderCount: countAuthorizationHeaders(request),
    client: readClientInfo(request),
  };
}

function answer(reply: FastifyReply, { status, headers = {}, body }: RouteResponse): FastifyReply {
  const sent = reply.code(status).headers(headers);
  if (body === null) return sent.send();
  if (!sent.hasHeader('content-type')) sent.type('application/json; charset=utf-8');
  return sent.send(JSON.stringify(body));
}
