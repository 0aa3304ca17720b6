import cors from '@fastify/cors';
import Fastify, { type FastifyInstance } from 'fastify';
import { ignoreBodiesWithoutRoute } from './body-parsers.js';
import { allowedRequestHeaders, type CrossOriginLog } from './cross-origin-log.js';
import { bodyLimitBytes, defaultHttpTimeouts } from './http-limits.js';
import type { HttpServerDependencies } from './http-options.js';
import { sendRefusal } from './http-refusals.js';
import { permittedOrigins } from './origin-check.js';
import { createRequestIdGenerator, type ReadClientInfo, readQueryString } from './request-metadata.js';
import { createStandardHeaders } from './response-headers.js';
import { respondToClientError } from './socket-refusal.js';
import { requireUtf8Query } from './strict-text.js';
import { frameworkRefusal, translateError } from './translate-error.js';
import { createTrustedProxies } from './trusted-proxies.js';

const preflightSeconds = 600;
const projectMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** No route of Cordon has a JSON schema; the default compilers load ajv, a tenth of the time of a start. */
const noSchemaCompilers = {
  buildValidator: () => (): never => {
    throw new Error('routes have no JSON schema');
  },
  buildSerializer: () => (): never => {
    throw new Error('routes have no JSON schema');
  },
};

/**
 * Creates the listener with the limits, headers and error responses that all routes share. It has no route
 * yet.
 */
export function createFastifyApp(
  dependencies: HttpServerDependencies,
  crossOriginLog: CrossOriginLog,
  readClient: ReadClientInfo,
): FastifyInstance {
  const { options } = dependencies;
  const isTrusted = createTrustedProxies(options.trustedProxies);
  const setStandardHeaders = createStandardHeaders(options);
  const timeouts = options.timeouts ?? defaultHttpTimeouts;
  const app = Fastify({
    logger: false,
    ...(dependencies.project === undefined
      ? { schemaController: { compilersFactory: noSchemaCompilers } }
      : {}),
    genReqId: createRequestIdGenerator(isTrusted),
    requestIdHeader: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: timeouts.requestMs,
    connectionTimeout: timeouts.inactiveMs,
    http: { headersTimeout: timeouts.headersMs, connectionsCheckingInterval: timeouts.checkIntervalMs },
    clientErrorHandler: respondToClientError,
    frameworkErrors: (error, request, reply) => {
      // No hook runs for a request that the router itself rejects.
      setStandardHeaders(request, reply);
      void sendRefusal(request, reply, frameworkRefusal(error));
    },
  });
  // The hooks take a callback, because a promise for each of them is measurable in a small request.
  app.addHook('onRequest', (request, reply, done) => {
    setStandardHeaders(request, reply);
    done();
  });
  rejectMalformedQueries(app);
  logCrossOriginRefusals(app, crossOriginLog);
  recordRequests(app, dependencies, readClient);
  app.register(cors, {
    origin: [...permittedOrigins(options)],
    methods: dependencies.project === undefined ? ['GET', 'POST'] : projectMethods,
    allowedHeaders: [...allowedRequestHeaders, ...(options.allowedHeaders ?? [])],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id', 'RateLimit', 'RateLimit-Policy'],
    maxAge: preflightSeconds,
    strictPreflight: false,
  });
  ignoreBodiesWithoutRoute(app);
  app.setErrorHandler((error, request, reply) =>
    sendRefusal(request, reply, translateError(error, request, dependencies)),
  );
  return app;
}

function rejectMalformedQueries(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    requireUtf8Query(readQueryString(request));
    done();
  });
}

/** Must be added before the CORS plugin, which answers preflights itself. */
function logCrossOriginRefusals(app: FastifyInstance, { logRefusals }: CrossOriginLog): void {
  app.addHook('onRequest', ({ raw, routeOptions }, _reply, done) => {
    // At a route without CORS, a proxy forwards the origin of the service that it protects.
    if (Reflect.get(routeOptions.config ?? {}, 'cors') !== false) logRefusals(raw);
    done();
  });
}

function recordRequests(
  app: FastifyInstance,
  { log, requestLog = log, metrics, requestDetails }: HttpServerDependencies,
  readClient: ReadClientInfo,
): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status } = reply;
    metrics.countRequest(request.method, route, status, reply.elapsedTime / 1000);
    const client = readClient(request);
    const { operationName, userId, sessionId } = requestDetails?.detailsOf(client) ?? {};
    // Each field is named here, so that none needs to be redacted: the path and the query string may contain
    // a secret, the pattern of the route cannot.
    const fields = {
      requestId: request.id,
      method: request.method,
      route,
      status,
      ms: Math.round(reply.elapsedTime),
      address: client.ipAddress,
      operationName,
      userId,
      sessionId,
    };
    if (route.startsWith('/health')) requestLog.debug(fields, 'request completed');
    else requestLog.info(fields, 'request completed');
    done();
  });
}
