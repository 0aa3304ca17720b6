import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DomainError, type Route } from '../../../src/kernel/index.js';
import { createHost, type Host, options } from './edge-host.js';

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

let host: Host;

beforeAll(() => {
  host = createHost({
    routes,
    databaseRefusal: (error) =>
      error instanceof DriverError
        ? new DomainError({
            reason: 'SERVICE_UNAVAILABLE',
            message: 'The database is away.',
            retryAfterSeconds: 5,
          })
        : null,
  });
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
      authorizationHeaders: 0,
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

describe('a route of a room', () => {
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

describe('a path', () => {
  test.each(['/nope', '/graphql/', '/Graphql', '/health', '/.env', '/setup/../graphiqll'])(
    '%p that does not exist is a JSON 404',
    async (url) => {
      const answer = await host.inject({ url });

      expect(answer.statusCode).toBe(404);
      expect(answer.json().error).toBe('not_found');
    },
  );

  test('asked with another method is 405 and names the right one', async () => {
    const answer = await host.inject({ method: 'DELETE', url: '/setup' });

    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe('GET');
  });

  test('that cannot be decoded is 400', async () => {
    const answer = await host.inject({ url: '/%zz' });

    expect(answer.statusCode).toBe(400);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('every answer', () => {
  test.each(['/', '/nope', '/%zz', '/bug', '/health/live', '/graphql'])(
    'of %p carries the headers that protect it, and its request id',
    async (url) => {
      const { headers } = await host.inject({ url });

      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('tells browsers to come back by https where the issuer is https', async () => {
    const secure = createHost({ options: { ...options, strictTransportSecurity: true } });

    const { headers } = await secure.inject({ url: '/health/live' });
    await secure.close();

    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });
});

describe('cookies', () => {
  const own = { origin: 'http://cordon.example', host: 'cordon.example' };

  test.each([
    ['the same origin by its name', own, true],
    [
      'the same origin by the word of the browser',
      { origin: 'https://x.example', 'sec-fetch-site': 'same-origin' },
      true,
    ],
    ['an allowed origin', { origin: 'https://app.example', 'sec-fetch-site': 'same-site' }, true],
    ['a program that is no browser', {}, true],
    ['a neighbour on the same site', { ...own, 'sec-fetch-site': 'same-site' }, false],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
    ['another site in an older browser', { ...own, origin: 'https://evil.example' }, false],
    ['another port', { ...own, origin: 'http://cordon.example:8080' }, false],
    ['an allowed origin with more behind it', { ...own, origin: 'https://app.example.evil.example' }, false],
    ['a sandboxed frame', { ...own, origin: 'null' }, false],
    ['an origin that is none', { ...own, origin: 'nonsense' }, false],
    ['a browser that says no origin', { 'sec-fetch-site': 'cross-site' }, false],
  ])('of %s', async (_what, headers, allowed) => {
    const answer = await host.inject({
      method: 'POST',
      url: '/graphql',
      headers: { ...json, ...headers },
      payload: '{"query":"{ a }"}',
    });

    expect(answer.json().cookiesAllowed).toBe(allowed);
  });

  test('may be sent along by pages of allowed origins and of no other', async () => {
    const credentials = async (method: 'OPTIONS' | 'POST', origin: string) => {
      const asks = method === 'OPTIONS' ? { 'access-control-request-method': 'POST' } : {};
      const answer = await host.inject({
        method,
        url: '/graphql',
        headers: { ...json, ...asks, origin },
        payload: '{}',
      });
      return answer.headers['access-control-allow-credentials'];
    };

    for (const method of ['OPTIONS', 'POST'] as const) {
      expect(await credentials(method, 'https://app.example')).toBe('true');
      expect(await credentials(method, 'https://evil.example')).toBeUndefined();
      expect(await credentials(method, 'null')).toBeUndefined();
    }
  });
});

describe('a web page of another origin', () => {
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };

  test('that is on the list may call and read what it needs', async () => {
    const answer = await host.inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: { ...preflight, origin: 'https://app.example' },
    });
    const call = await host.inject({ url: '/nope', headers: { origin: 'https://app.example' } });

    expect(answer.statusCode).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(answer.headers['access-control-allow-headers']).toContain('authorization');
    expect(call.headers['access-control-expose-headers']).toBe(
      'WWW-Authenticate, Retry-After, X-Request-Id, RateLimit, RateLimit-Policy',
    );
    expect(call.headers['vary']).toContain('Origin');
  });

  test.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
    'at %p is not let in',
    async (origin) => {
      const answer = await host.inject({
        method: 'OPTIONS',
        url: '/graphql',
        headers: { ...preflight, origin },
      });

      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    },
  );
});

describe('health', () => {
  test('is live whatever the database does, and ready only when it answers', async () => {
    const ill = createHost({ isReachable: () => Promise.reject(new Error('away')) });

    const live = await ill.inject({ url: '/health/live' });
    const ready = await ill.inject({ url: '/health/ready' });
    await ill.close();

    expect([live.statusCode, ready.statusCode]).toEqual([200, 503]);
    expect((await host.inject({ url: '/health/ready' })).statusCode).toBe(200);
  });

  test('is not ready when the database does not answer in two seconds', async () => {
    const stuck = createHost({ isReachable: () => new Promise(() => undefined) });

    const ready = await stuck.inject({ url: '/health/ready' });
    await stuck.close();

    expect(ready.statusCode).toBe(503);
  });
});

describe('the explorers', () => {
  test('are there only where they are wanted; /setup always is', async () => {
    const closed = createHost({ options: { ...options, explorers: false } });
    const paths = ['/', '/graphiql', '/sandbox', '/setup'];

    const found = await Promise.all(paths.map(async (url) => (await closed.inject({ url })).statusCode));
    await closed.close();

    expect(found).toEqual([404, 404, 404, 200]);
  });
});

describe('the log', () => {
  test('names the route and never the query string', async () => {
    host.log.length = 0;

    await host.inject({ url: '/graphql?query=swordfish' });
    await host.inject({ url: '/swordfish' });

    expect(JSON.stringify(host.log)).not.toContain('swordfish');
    expect(host.log[0]).toMatchObject({
      fields: { method: 'GET', route: '/graphql', status: 200 },
      message: 'answered',
    });
  });
});
