import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServerWithRoutes } from './http-routes-fixture.js';
import type { TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;

beforeAll(() => {
  edge = createTestServerWithRoutes();
});

afterAll(() => edge.close());

const json = { 'content-type': 'application/json' };

describe('the body of a request for /graphql', () => {
  test('is parsed as JSON and passed to the GraphQL handler with the client', async () => {
    const { json: body } = await edge
      .inject({ method: 'POST', url: '/graphql?query=x', headers: json, payload: '{"query":"{ a }"}' })
      .then((response) => ({ json: response.json() }));

    expect(body).toMatchObject({
      method: 'POST',
      search: '?query=x',
      body: { query: '{ a }' },
      authorizationHeaderCount: 0,
    });
    expect(body.client.ipAddress).toBe('127.0.0.1');
  });

  test.each([
    ['malformed JSON', json, '{"query":', 400],
    ['an empty body', json, '', 400],
    ['a duplicate member', json, '{"query":"a","variables":{"query":1},"query":"b"}', 400],
    ['a duplicate member of a variable', json, '{"query":"a","variables":{"in":{"role":1,"role":2}}}', 400],
    ['a duplicate member in a list', json, '{"query":"a","variables":{"all":[{"a":1,"a":2}]}}', 400],
    ['bytes that are not UTF-8', json, Buffer.from('{"query":"\u00e4"}', 'latin1'), 400],
    ['half a character', json, Buffer.from('{"query":"\u00e4').subarray(0, -1), 400],
    ['an encoded surrogate', json, Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 400],
    ['another charset', { 'content-type': 'application/json; charset=iso-8859-1' }, '{"query":"a"}', 415],
    ['UTF-16', { 'content-type': 'application/json;CHARSET="utf-16"' }, '{"query":"a"}', 415],
    ['two charsets', { 'content-type': 'application/json; charset=utf-8; charset=latin1' }, '{}', 415],
    ['a duplicate member in another spelling', json, '{"query":"a","\\u0071uery":"b"}', 400],
    ['another media type', { 'content-type': 'text/plain' }, '{"query":"a"}', 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'query=a', 415],
    ['an invalid media type', { 'content-type': 'nonsense' }, '{}', 415],
    ['a content encoding', { ...json, 'content-encoding': 'gzip' }, 'x', 415],
    ['more than 100 kB', json, JSON.stringify({ query: 'x'.repeat(100_000) }), 413],
  ])('is rejected with a JSON error: %s', async (_what, headers, payload, status) => {
    const response = await edge.inject({ method: 'POST', url: '/graphql', headers, payload });

    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.json().errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    expect(response.json()).not.toHaveProperty('data');
  });

  test.each(['UTF-8', 'utf-8', '"utf-8"', 'utf8'])('may have the charset %s', async (charset) => {
    const headers = { 'content-type': `application/json; charset=${charset}` };
    const payload = '{"query":"\u00e4 \u{1f600}"}';

    const response = await edge.inject({ method: 'POST', url: '/graphql', headers, payload });

    expect(response.json().body).toEqual({ query: '\u00e4 \u{1f600}' });
  });

  test.each(['identity', 'Identity', 'IDENTITY, identity', ''])(
    'may have the encoding %p',
    async (encoding) => {
      const headers = { ...json, 'content-encoding': encoding };

      const response = await edge.inject({
        method: 'POST',
        url: '/graphql',
        headers,
        payload: '{"query":"a"}',
      });

      expect(response.statusCode).toBe(200);
    },
  );

  test('may have exactly 100 kB', async () => {
    const payload = JSON.stringify({ query: 'x'.repeat(100_000 - 12) });

    const response = await edge.inject({ method: 'POST', url: '/graphql', headers: json, payload });

    expect(payload).toHaveLength(100_000);
    expect(response.statusCode).toBe(200);
  });

  test('may have the same member name in different objects', async () => {
    const payload = '{"query":"a","variables":{"a":{"x":1},"b":{"x":1}}}';

    const response = await edge.inject({ method: 'POST', url: '/graphql', headers: json, payload });

    expect(response.statusCode).toBe(200);
  });
});

describe('a query string', () => {
  test.each([
    ['percent-encoded bytes that are not UTF-8', '/graphql?query=%E4'],
    ['half of a percent-encoded character', '/empty?a=%C3&b=%A4'],
    ['a name that is not UTF-8', '/empty?%ff=1'],
    ['a duplicate member in the variables', '/graphql?query=a&variables=%7B%22a%22%3A1%2C%22a%22%3A2%7D'],
    ['a duplicate member in the extensions', '/graphql?extensions=%7B%22b%22%3A%7B%22a%22:1,%22a%22:2%7D%7D'],
  ])('is rejected with 400 when it has %s', async (_what, url) => {
    expect((await edge.inject({ url })).statusCode).toBe(400);
  });

  test.each(['/graphql?query=%C3%A4%F0%9F%98%80', '/graphql?query=100%', '/graphql?variables=%7B"a"'])(
    'is passed on otherwise: %s',
    async (url) => {
      expect((await edge.inject({ url })).statusCode).toBe(200);
    },
  );
});

describe('without a route, a request is refused for that and its body is ignored', () => {
  test.each([
    ['malformed JSON', json, '{"query":'],
    ['an empty body', json, ''],
    ['another media type', { 'content-type': 'text/csv' }, 'a,b'],
  ])('with %s', async (_what, headers, payload) => {
    const unknown = await edge.inject({ method: 'POST', url: '/no-such-route', headers, payload });
    const otherMethod = await edge.inject({ method: 'PUT', url: '/empty', headers, payload });

    expect([unknown.statusCode, otherMethod.statusCode]).toEqual([404, 405]);
  });
});

test.each(['/graphql*x', '/*x', '/:x(', '/empty)', '/a(b*c)'])('%s is a path and no pattern', async (url) => {
  const response = await edge.inject({ method: 'POST', url });

  expect(response.statusCode).toBe(404);
});
