import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServerWithRoutes } from './http-routes-fixture.js';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;

beforeAll(() => {
  edge = createTestServerWithRoutes();
});

afterAll(() => edge.close());

const json = { 'content-type': 'application/json' };

describe('cookies are allowed', () => {
  const own = { origin: 'http://cordon.example', host: 'cordon.example' };

  test.each([
    ['yes for the same origin by its Host', own, true],
    [
      'yes for the same origin by Sec-Fetch-Site',
      { origin: 'https://x.example', 'sec-fetch-site': 'same-origin' },
      true,
    ],
    ['yes for an allowed origin', { origin: 'https://app.example', 'sec-fetch-site': 'same-site' }, true],
    ['yes for a client that is not a browser', {}, true],
    [
      'yes for the public origin behind a proxy',
      { origin: 'https://id.example', host: 'internal:4000' },
      true,
    ],
    [
      'yes for the same origin when a proxy adds the default port to Host',
      { origin: 'https://cordon.example', host: 'cordon.example:443' },
      true,
    ],
    [
      'no for an allowed origin of another site, where browsers drop the cookie',
      { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' },
      false,
    ],
    [
      'no for another scheme on the default port of the own one',
      { ...own, origin: 'https://cordon.example:80' },
      false,
    ],
    ['no for another origin of the same site', { ...own, 'sec-fetch-site': 'same-site' }, false],
    ['no for another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
    ['no for another site in an older browser', { ...own, origin: 'https://evil.example' }, false],
    ['no for another port', { ...own, origin: 'http://cordon.example:8080' }, false],
    [
      'no for an origin that starts with an allowed one',
      { ...own, origin: 'https://app.example.evil.example' },
      false,
    ],
    ['no for a sandboxed frame', { ...own, origin: 'null' }, false],
    ['no for an invalid origin', { ...own, origin: 'nonsense' }, false],
    ['no for a browser that sends no origin', { 'sec-fetch-site': 'cross-site' }, false],
  ])('%s', async (_what, headers, allowed) => {
    const response = await edge.inject({
      method: 'POST',
      url: '/graphql',
      headers: { ...json, ...headers },
      payload: '{"query":"{ a }"}',
    });

    expect(response.json().cookiesAllowed).toBe(allowed);
  });

  test('only in credentialed CORS requests of allowed origins', async () => {
    const credentials = async (method: 'OPTIONS' | 'POST', origin: string) => {
      const preflight = method === 'OPTIONS' ? { 'access-control-request-method': 'POST' } : {};
      const response = await edge.inject({
        method,
        url: '/graphql',
        headers: { ...json, ...preflight, origin },
        payload: '{}',
      });
      return response.headers['access-control-allow-credentials'];
    };

    for (const method of ['OPTIONS', 'POST'] as const) {
      expect(await credentials(method, 'https://app.example')).toBe('true');
      expect(await credentials(method, 'https://evil.example')).toBeUndefined();
      expect(await credentials(method, 'null')).toBeUndefined();
    }
  });
});

describe('CORS', () => {
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };

  test('lets an allowed origin call the API and read the response headers', async () => {
    const response = await edge.inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: { ...preflight, origin: 'https://app.example' },
    });
    const call = await edge.inject({ url: '/nope', headers: { origin: 'https://app.example' } });

    expect(response.statusCode).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(response.headers['access-control-allow-headers']).toContain('authorization');
    expect(call.headers['access-control-expose-headers']).toBe(
      'WWW-Authenticate, Retry-After, X-Request-Id, RateLimit, RateLimit-Policy',
    );
    expect(call.headers['vary']).toContain('Origin');
  });

  test('lets Apollo Client name itself, and pages send the headers that are configured', async () => {
    const configured = createTestHttpServer({ options: { ...options, allowedHeaders: ['x-tenant'] } });
    const response = await configured.inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: { ...preflight, origin: 'https://app.example' },
    });
    await configured.close();

    expect(String(response.headers['access-control-allow-headers']).split(', ')).toEqual(
      expect.arrayContaining(['apollographql-client-name', 'apollographql-client-version', 'x-tenant']),
    );
  });

  test.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
    'does not allow the origin %p',
    async (origin) => {
      const response = await edge.inject({
        method: 'OPTIONS',
        url: '/graphql',
        headers: { ...preflight, origin },
      });

      expect(response.headers['access-control-allow-origin']).toBeUndefined();
    },
  );
});

describe('the log names the variable that would allow', () => {
  const warnings = async (requests: readonly Readonly<Record<string, string>>[]) => {
    const server = createTestHttpServer({
      options: { ...options, allowedOrigins: ['https://app.example', 'http://localhost:3000'] },
    });
    for (const headers of requests) await server.inject({ method: 'OPTIONS', url: '/graphql', headers });
    await server.close();
    return server.log.filter(({ message }) => message !== 'request completed');
  };
  const asking = { 'access-control-request-method': 'POST' };

  test('the origin of a page, once', async () => {
    const evil = { ...asking, origin: 'https://evil.example' };

    expect(await warnings([evil, evil, { ...evil, 'access-control-request-headers': 'x-a' }])).toEqual([
      {
        fields: { origin: 'https://evil.example' },
        message: expect.stringContaining('CORDON_ALLOWED_ORIGINS'),
      },
    ]);
  });

  test('a header of an allowed page, once', async () => {
    const page = {
      ...asking,
      origin: 'https://app.example',
      'access-control-request-headers': 'Authorization, X-Tenant',
    };

    expect(await warnings([page, page])).toEqual([
      { fields: { header: 'x-tenant' }, message: expect.stringContaining('CORDON_ALLOWED_HEADERS') },
    ]);
  });

  test('nothing for own pages, clients without an origin and what cannot be allowed', async () => {
    expect(
      await warnings([
        { origin: 'http://cordon.example', host: 'cordon.example' },
        { origin: 'https://id.example' },
        { origin: 'null' },
        { origin: 'https://x.example/\u001b[31m' },
        {},
      ]),
    ).toEqual([]);
  });

  test('at most a hundred origins', async () => {
    const origins = Array.from({ length: 150 }, (_, index) => ({ origin: `https://evil${index}.example` }));

    expect(await warnings(origins)).toHaveLength(100);
  });

  test('nothing, and says why cookies are lost between localhost and 127.0.0.1', async () => {
    const page = { origin: 'http://localhost:3000', host: '127.0.0.1:4000' };

    expect(
      await warnings([
        { ...page, 'sec-fetch-site': 'same-origin' },
        { ...page, 'sec-fetch-site': 'cross-site' },
        page,
      ]),
    ).toEqual([
      {
        fields: { origin: 'http://localhost:3000', host: '127.0.0.1' },
        message: 'pages on localhost cannot use cookies of 127.0.0.1: use the same name in both addresses',
      },
    ]);
  });

  test('and the server says it when it starts', async () => {
    const server = createTestHttpServer({
      options: { ...options, allowedOrigins: ['http://localhost:3000'] },
    });
    await server.listen();
    await server.close();

    expect(server.log.map(({ message }) => message)).toEqual([
      'pages on localhost cannot use cookies of 127.0.0.1: use the same name in both addresses',
    ]);
  });
});
