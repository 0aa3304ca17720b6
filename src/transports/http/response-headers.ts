import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpOptions } from './http-options.js';
import { permittedOrigins } from './origin-check.js';

/** Headers of every response. Pages replace the content security policy with their own. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Returns a function that sets the headers which every response to a request carries. */
export function createStandardHeaders(
  options: HttpOptions,
): (request: FastifyRequest, reply: FastifyReply) => void {
  const permitted = permittedOrigins(options);
  const constant = {
    'cache-control': 'no-store',
    ...securityHeaders,
    ...(options.strictTransportSecurity ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  return ({ id, headers: { origin } }, reply) => {
    reply.header('x-request-id', id);
    reply.headers(constant);
    // The refresh cookie may be sent by pages of these origins, and by no others.
    if (origin !== undefined && permitted.includes(origin))
      reply.header('access-control-allow-credentials', 'true');
  };
}
