import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHost, type Host, options } from './edge-fixture.js';
import { createHostWithRoutes } from './edge-routes-fixture.js';

let host: Host;

beforeAll(() => {
  host = createHostWithRoutes();
});

afterAll(() => host.close());

const json = { 'content-type': 'application/json' };

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
