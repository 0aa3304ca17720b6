import { DomainError, type Route } from '../../../src/shared/index.js';
import type { HttpOptions } from '../../../src/transports/http/index.js';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

class DriverError extends Error {}

const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/form',
    body: 'form',
    handle: async (request) => ({ status: 200, body: request }),
    onBadBody: (request) => ({ status: 400, body: { error: 'invalid_request', form: request.form } }),
  },
  { method: 'POST', path: '/plain-form', body: 'form', handle: async () => ({ status: 200, body: {} }) },
  {
    method: 'POST',
    path: '/bodyless',
    body: 'none',
    handle: async (request) => ({ status: 200, body: request }),
  },
  {
    method: 'GET',
    path: '/empty',
    body: 'none',
    handle: async () => ({ status: 204, headers: { 'cache-control': 'public, max-age=300' }, body: null }),
  },
  {
    method: 'GET',
    path: '/limited',
    body: 'none',
    handle: async () => {
      throw new DomainError({
        reason: 'RATE_LIMITED',
        message: 'Too many requests.',
        retryAfterSeconds: 11.2,
      });
    },
  },
  {
    method: 'GET',
    path: '/unavailable',
    body: 'none',
    handle: async () => {
      throw new DriverError('password authentication failed for user "cordon"');
    },
  },
  {
    method: 'GET',
    path: '/bug',
    body: 'none',
    handle: async () => {
      throw new Error('the secret is swordfish');
    },
  },
];

/**
 * Creates an edge with routes that take a form, reject a bad body themselves, take no body, refuse, and fail.
 */
export function createTestServerWithRoutes(serverOptions: HttpOptions = options): TestHttpServer {
  return createTestHttpServer({
    options: serverOptions,
    routes,
    translateDatabaseError: (error) =>
      error instanceof DriverError
        ? new DomainError({
            reason: 'SERVICE_UNAVAILABLE',
            message: 'The database is unreachable.',
            retryAfterSeconds: 5,
          })
        : null,
  });
}
