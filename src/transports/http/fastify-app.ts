import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { answerClientError } from './client-errors.js';
import { cutUnreadBodies } from './drain-body.js';
import type { HttpEdgeDeps, HttpOptions } from './http-options.js';
import { type HttpRefusal, HttpRefused, httpRefusals, methodNotAllowed, sendRefusal } from './refusals.js';
import { requestIdOf } from './request-metadata.js';
import { securityHeaders } from './security-headers.js';
import { frameworkRefusal, translated } from './translate-error.js';
import { createTrustedProxies } from './trusted-proxies.js';

const bodyLimitBytes = 100_000;
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
const preflightSeconds = 600;

/** The listener with every limit, header and answer that all routes share; it has no route yet. */
export function createApplication(deps: HttpEdgeDeps): FastifyInstance {
  const isTrusted = createTrustedProxies(deps.options.trustedProxies);
  const app = Fastify({
    logger: false,
    genReqId: requestIdOf(isTrusted),
    requestIdHeader: false,
    trustProxy: (address) => isTrusted(address),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    // Node looks for late requests only this often; its default of 30 seconds would triple the time-out for headers.
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      // No hook has run for what the router itself refuses.
      reply.headers(standardHeaders(request, deps.options));
      void sendRefusal(request, reply, frameworkRefusal(error));
    },
  });
  setStandardHeaders(app, deps.options);
  refuseEncodedBodies(app);
  const ignoring = deps.routes.filter(({ body }) => body === 'ignored').map(({ path }) => path);
  cutUnreadBodies(app.server, bodyLimitBytes, ignoring);
  observe(app, deps);
  app.register(cors, {
    origin: [...deps.options.allowedOrigins],
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
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, whatIsMissing(app, request)));
  app.setErrorHandler((error, request, reply) =>
    sendRefusal(request, reply, translated(error, request, deps)),
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
    if (encoding !== undefined && encoding !== 'identity') throw new HttpRefused(httpRefusals.encoded);
  });
}

function observe(app: FastifyInstance, { log, metrics }: HttpEdgeDeps): void {
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

function whatIsMissing(app: FastifyInstance, request: FastifyRequest): HttpRefusal {
  const [path = '/'] = request.url.split('?', 1);
  const allowed = (['GET', 'POST'] as const).filter((method) => app.hasRoute({ url: path, method }));
  return allowed.length === 0 ? httpRefusals.notFound : methodNotAllowed(allowed);
}
