import type { FastifyRequest } from 'fastify';
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

/** Returns the headers that every response to this request carries. */
export function standardHeaders(
  request: FastifyRequest,
  options: HttpOptions,
): Readonly<Record<string, string>> {
  return {
    'x-request-id': request.id,
    'cache-control': 'no-store',
    ...securityHeaders,
    // The refresh cookie may be sent by pages of these origins, and by no others.
    ...(permittedOrigins(options).includes(request.headers.origin ?? '')
      ? { 'access-control-allow-credentials': 'true' }
      : {}),
    ...(options.strictTransportSecurity ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
