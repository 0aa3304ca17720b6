import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openVerifyFixture, type VerifyFixture } from './verify-requests.js';

/** The methods of requests that a proxy sends to `/verify`. */

let tokenOfAda: VerifyFixture['tokenOfAda'];
let verify: VerifyFixture['verify'];
let close: VerifyFixture['close'];

beforeAll(async () => {
  ({ tokenOfAda, verify, close } = await openVerifyFixture());
});
afterAll(() => close());

describe('every method that a proxy forwards', () => {
  const preflight = { origin: 'https://app.example', 'access-control-request-method': 'GET' };

  test.each([
    ['HEAD', {}],
    ['POST', { headers: { 'content-type': 'application/json' }, payload: '{"query":' }],
    ['PUT', { headers: { 'content-type': 'text/plain' }, payload: 'x'.repeat(300_000) }],
    ['PATCH', { headers: { 'content-type': 'no media type', 'content-encoding': 'gzip' }, payload: 'a=b' }],
    ['DELETE', {}],
    // CORS would respond with 204, which lets the request pass.
    ['OPTIONS', { headers: { origin: 'https://app.example' } }],
    ['OPTIONS', { headers: { 'access-control-request-method': 'GET' } }],
    ['OPTIONS', {}],
    ['GET', { headers: { ...preflight, 'x-forwarded-method': 'OPTIONS', 'x-original-method': 'OPTIONS' } }],
    ['PROPFIND', { headers: { 'content-type': 'application/xml' }, payload: '<propfind/>' }],
    ['MKCOL', {}],
    ['LOCK', { payload: '<lockinfo/>' }],
    ['REPORT', {}],
    ['SEARCH', {}],
    ['TRACE', {}],
  ] as const)('%s is accepted only with a token, with any body', async (method, request) => {
    const statuses = [
      (await verify(tokenOfAda, '?requires=SUPPORT', { ...request, method })).statusCode,
      (await verify(tokenOfAda, '?requires=ADMIN', { ...request, method })).statusCode,
      (await verify(null, '?requires=SUPPORT', { ...request, method })).statusCode,
    ];

    expect(statuses).toEqual([204, 403, 401]);
  });

  test('OPTIONS passes without a token as a preflight only, and returns no identity headers', async () => {
    const identity = { 'x-cordon-user-id': 'root' };
    const response = await verify(null, '?requires=ADMIN', {
      method: 'OPTIONS',
      headers: { ...preflight, ...identity },
    });
    const withToken = await verify('nonsense', '?requires=ADMIN', { method: 'OPTIONS', headers: preflight });
    const misconfigured = await verify(null, '?require=ADMIN', { method: 'OPTIONS', headers: preflight });

    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({
      'x-cordon-user-id': '',
      'x-cordon-role': '',
      'x-cordon-session-id': '',
    });
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    expect([withToken.statusCode, misconfigured.statusCode]).toEqual([401, 400]);
  });

  test('has no CORS headers in its response', async () => {
    const response = await verify(tokenOfAda, '', { headers: { origin: 'https://app.example' } });

    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
  });
});
