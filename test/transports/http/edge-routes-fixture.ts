import { DomainError, type Route } from '../../../src/shared/index.js';
import { createHost, type Host } from './edge-fixture.js';

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
      throw new DomainError({ reason: 'RATE_LIMITED', message: 'Slow down.', retryAfterSeconds: 11.2 });
    },
  },
  {
    method: 'GET',
    path: '/away',
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

/** An edge with routes of every kind: with a form, with an answer of its own to a bad body, without a body, refusing, and failing. */
export function createHostWithRoutes(): Host {
  return createHost({
    routes,
    translateDatabaseError: (error) =>
      error instanceof DriverError
        ? new DomainError({
            reason: 'SERVICE_UNAVAILABLE',
            message: 'The database is away.',
            retryAfterSeconds: 5,
          })
        : null,
  });
}
