import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServerWithRoutes } from './http-routes-fixture.js';
import type { TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;

beforeAll(() => {
  edge = createTestServerWithRoutes();
});

afterAll(() => edge.close());

const json = { 'content-type': 'application/json' };

describe('a module route', () => {
  test('receives the form fields in order, repetitions kept', async () => {
    const response = await edge.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      payload: 'b=1&a=%C3%A4+%2B&b=2&c',
    });

    expect(response.json().form).toEqual([
      ['b', '1'],
      ['a', '\u00e4 +'],
      ['b', '2'],
      ['c', ''],
    ]);
  });

  test.each([
    ['bytes that are not UTF-8', Buffer.from('password=\u00e4', 'latin1')],
    ['percent-encoded bytes that are not UTF-8', 'password=%E4'],
    ['half of a percent-encoded character', 'password=%C3&username=%A4'],
    ['half of a character, the other half in plain', Buffer.from('password=%C3\xa4', 'latin1')],
  ])('rejects a form with %s', async (_what, payload) => {
    const response = await edge.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload,
    });

    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ detail: 'The request is not valid UTF-8.' });
  });

  test('reads a per cent sign that encodes nothing as itself', async () => {
    const response = await edge.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'password=100%&x=%zz%C3%A4%',
    });

    expect(response.json().form).toEqual([
      ['password', '100%'],
      ['x', '%zz\u00e4%'],
    ]);
  });

  test('responds with 415 to a form in another charset', async () => {
    const response = await edge.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=windows-1252' },
      payload: 'a=1',
    });

    expect(response.statusCode).toBe(415);
  });

  test('responds itself to a body of another type, which is not read', async () => {
    const payload = '[["grant_type","password"]]';

    const response = await edge.inject({ method: 'POST', url: '/form', headers: json, payload });

    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error: 'invalid_request', form: [] });
  });

  test.each(['application/json', 'text/plain', 'no media type', undefined])(
    'that reads no body accepts one of the type %p',
    async (type) => {
      const response = await edge.inject({
        method: 'POST',
        url: '/bodyless',
        headers: { 'content-encoding': 'gzip', ...(type === undefined ? {} : { 'content-type': type }) },
        payload: '{"a":',
      });

      expect(response.statusCode).toBe(200);
      expect(response.json().form).toEqual([]);
    },
  );

  test('responds with 415 to a body of another type when it has no onBadBody', async () => {
    const response = await edge.inject({ method: 'POST', url: '/plain-form', headers: json, payload: '{}' });

    expect(response.statusCode).toBe(415);
  });

  test('rejects a form of more than 100 fields', async () => {
    const response = await edge.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'a=1&'.repeat(101),
    });

    expect(response.statusCode).toBe(400);
  });

  test('may respond without a body and with its own cache policy', async () => {
    const response = await edge.inject({ url: '/empty' });

    expect(response.statusCode).toBe(204);
    expect(response.body).toBe('');
    expect(response.headers['cache-control']).toBe('public, max-age=300');
  });

  test('responds with 429 and Retry-After in whole seconds when rate limited', async () => {
    const response = await edge.inject({ url: '/limited' });

    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('12');
    expect(response.json()).toMatchObject({ error: 'slow_down', detail: 'Too many requests.' });
  });

  test('responds with 503 without the driver message when the database is unreachable', async () => {
    const response = await edge.inject({ url: '/unavailable' });

    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.body).not.toContain('password authentication');
  });

  test('responds with 500 and the request id when it fails; only the log has the cause', async () => {
    edge.log.length = 0;

    const response = await edge.inject({ url: '/bug' });

    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({
      detail: 'Internal error.',
      requestId: response.headers['x-request-id'],
    });
    expect(response.body).not.toContain('swordfish');
    expect(String(edge.log[0]?.fields['err'])).toContain('swordfish');
  });
});
