import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Host } from './edge-fixture.js';
import { createHostWithRoutes } from './edge-routes-fixture.js';

let host: Host;

beforeAll(() => {
  host = createHostWithRoutes();
});

afterAll(() => host.close());

const json = { 'content-type': 'application/json' };

describe('a body for /graphql', () => {
  test('that is JSON reaches the GraphQL edge parsed, with the client beside it', async () => {
    const { json: body } = await host
      .inject({ method: 'POST', url: '/graphql?query=x', headers: json, payload: '{"query":"{ a }"}' })
      .then((answer) => ({ json: answer.json() }));

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
    ['a repeated member', json, '{"query":"a","variables":{"query":1},"query":"b"}', 400],
    ['a member repeated in other letters', json, '{"query":"a","\\u0071uery":"b"}', 400],
    ['another media type', { 'content-type': 'text/plain' }, '{"query":"a"}', 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'query=a', 415],
    ['something that is no media type', { 'content-type': 'nonsense' }, '{}', 415],
    ['a content encoding', { ...json, 'content-encoding': 'gzip' }, 'x', 415],
    ['more than 100 kB', json, JSON.stringify({ query: 'x'.repeat(100_000) }), 413],
  ])('that is %s is refused in JSON', async (_what, headers, payload, status) => {
    const answer = await host.inject({ method: 'POST', url: '/graphql', headers, payload });

    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json().errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    expect(answer.json()).not.toHaveProperty('data');
  });

  test('of exactly 100 kB is taken', async () => {
    const payload = JSON.stringify({ query: 'x'.repeat(100_000 - 12) });

    const answer = await host.inject({ method: 'POST', url: '/graphql', headers: json, payload });

    expect(payload).toHaveLength(100_000);
    expect(answer.statusCode).toBe(200);
  });

  test('may repeat names below its outermost object', async () => {
    const payload = '{"query":"a","variables":{"a":{"x":1},"b":{"x":1}}}';

    const answer = await host.inject({ method: 'POST', url: '/graphql', headers: json, payload });

    expect(answer.statusCode).toBe(200);
  });
});

describe('a route of a module', () => {
  test('gets its form in order, repetitions kept', async () => {
    const answer = await host.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      payload: 'b=1&a=%C3%A4+%2B&b=2&c',
    });

    expect(answer.json().form).toEqual([
      ['b', '1'],
      ['a', '\u00e4 +'],
      ['b', '2'],
      ['c', ''],
    ]);
  });

  test('answers a body of another kind in its own words, without having read it', async () => {
    const payload = '[["grant_type","password"]]';

    const answer = await host.inject({ method: 'POST', url: '/form', headers: json, payload });

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error: 'invalid_request', form: [] });
  });

  test('without such words answers 415', async () => {
    const answer = await host.inject({ method: 'POST', url: '/plain-form', headers: json, payload: '{}' });

    expect(answer.statusCode).toBe(415);
  });

  test('refuses a form of more than 100 fields', async () => {
    const answer = await host.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'a=1&'.repeat(101),
    });

    expect(answer.statusCode).toBe(400);
  });

  test('may answer without a body and with a cache policy of its own', async () => {
    const answer = await host.inject({ url: '/empty' });

    expect(answer.statusCode).toBe(204);
    expect(answer.body).toBe('');
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
  });

  test('that refuses for rate is 429 with Retry-After in whole seconds', async () => {
    const answer = await host.inject({ url: '/limited' });

    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('12');
    expect(answer.json()).toMatchObject({ error: 'slow_down', detail: 'Slow down.' });
  });

  test('whose database is away is 503 without the words of its driver', async () => {
    const answer = await host.inject({ url: '/away' });

    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).not.toContain('password authentication');
  });

  test('that fails is 500 with a request id; the cause is in the log alone', async () => {
    host.log.length = 0;

    const answer = await host.inject({ url: '/bug' });

    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({
      detail: 'Internal error.',
      requestId: answer.headers['x-request-id'],
    });
    expect(answer.body).not.toContain('swordfish');
    expect(String(host.log[0]?.fields['err'])).toContain('swordfish');
  });
});
