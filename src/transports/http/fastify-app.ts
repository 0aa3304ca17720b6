import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { respondToClientError } from './client-errors.js';
import { drainUnreadBodies } from './drain-body.js';
import type { HttpEdgeDependencies, HttpOptions } from './http-options.js';
import {
  type HttpRefusal,
  HttpRefusalError,
  httpRefusals,
  methodNotAllowed,
  sendRefusal,
} from './refusals.js';
import { createRequestIdGenerator } from './request-metadata.js';
import { securityHeaders } from './security-headers.js';
import { frameworkRefusal, translateError } from './translate-error.js';
import { createTrustedProxies } from './trusted-proxies.js';

const bodyLimitBytes = 100_000;
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
const preflightSeconds = 600;

/** The listener with every limit, header and answer that all routes share; it has no route yet. */
export function createFastifyApp(dependencies: HttpEdgeDependencies): FastifyInstance {
  const isTrusted = createTrustedProxies(dependencies.options.trustedProxies);
  const app = Fastify({
    logger: false,
    genReqId: createRequestIdGenerator(isTrusted),
    requestIdHeader: false,
    trustProxy: (address) => isTrusted(address),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    // Node looks for late requests only this often; its default of 30 seconds would triple the time-out for headers.
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: respondToClientError,
    frameworkErrors: (error, request, reply) => {
      // No hook has run for what the router itself refuses.
      reply.headers(standardHeaders(request, dependencies.options));
      void sendRefusal(request, reply, frameworkRefusal(error));
    },
  });
  setStandardHeaders(app, dependencies.options);
  refuseEncodedBodies(app);
  const unreadBodyPaths = dependencies.routes
    .filter(({ body }) => body === 'ignored')
    .map(({ path }) => path);
  drainUnreadBodies(app.server, bodyLimitBytes, unreadBodyPaths);
  recordRequests(app, dependencies);
  app.register(cors, {
    origin: [...dependencies.options.allowedOrigins],
    methods: ['GET', 'POST'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'x-request-id',
      'apollo-require-preflight',
      'x-apollo-operation-name',
    ],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id', 'RateLimit', 'RateLimit-Policy'],
    maxAge: preflightSeconds,
    strictPreflight: false,
  });
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, missingRouteRefusal(app, request)));
  app.setErrorHandler((error, request, reply) =>
    sendRefusal(request, reply, translateError(error, request, dependencies)),
  );
  return app;
}

function setStandardHeaders(app: FastifyInstance, options: HttpOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(standardHeaders(request, options));
  });
}

function standardHeaders(request: FastifyRequest, options: HttpOptions): Readonly<Record<string, string>> {
  return {
    'x-request-id': request.id,
    'cache-control': 'no-store',
    ...securityHeaders,
    // Where the cookie of a refresh token may go; said to nobody else.
    ...(options.allowedOrigins.includes(request.headers.origin ?? '')
      ? { 'access-control-allow-credentials': 'true' }
      : {}),
    ...(options.strictTransportSecurity ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** A small gzip body can unfold to gigabytes: nothing is unfolded. */
function refuseEncodedBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') throw new HttpRefusalError(httpRefusals.encoded);
  });
}

function recordRequests(app: FastifyInstance, { log, metrics }: HttpEdgeDependencies): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status } = reply;
    metrics.countRequest(request.method, route, status, reply.elapsedTime / 1000);
    // The path and the query string may hold what a client should not have put there; the route's pattern cannot.
    const fields = {
      requestId: request.id,
      method: request.method,
      route,
      status,
      ms: Math.round(reply.elapsedTime),
    };
    if (route.startsWith('/health')) log.debug(fields, 'answered');
    else log.info(fields, 'answered');
  });
}

function missingRouteRefusal(app: FastifyInstance, request: FastifyRequest): HttpRefusal {
  const [path = '/'] = request.url.split('?', 1);
  const allowed = (['GET', 'POST'] as const).filter((method) => app.hasRoute({ url: path, method }));
  return allowed.length === 0 ? httpRefusals.notFound : methodNotAllowed(allowed);
}
