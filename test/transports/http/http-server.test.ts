import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultHttpTimeouts } from '../../../src/transports/http/index.js';
import { createTestServerWithRoutes } from './http-routes-fixture.js';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;

beforeAll(() => {
  edge = createTestServerWithRoutes();
});

afterAll(() => edge.close());

const json = { 'content-type': 'application/json' };

describe('routing', () => {
  test.each(['/nope', '/graphql/', '/Graphql', '/health', '/.env', '/setup/../graphiqll'])(
    '%p does not exist and returns a JSON 404',
    async (url) => {
      const response = await edge.inject({ url });

      expect(response.statusCode).toBe(404);
      expect(response.json().error).toBe('not_found');
    },
  );

  test('returns 405 with the allowed method for another method', async () => {
    const response = await edge.inject({ method: 'DELETE', url: '/setup' });

    expect(response.statusCode).toBe(405);
    expect(response.headers['allow']).toBe('GET');
  });

  test('returns 400 for a path that cannot be decoded', async () => {
    const response = await edge.inject({ url: '/%zz' });

    expect(response.statusCode).toBe(400);
    expect(response.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('every response', () => {
  test.each(['/', '/nope', '/%zz', '/bug', '/health/live', '/graphql'])(
    'has the security headers and its request id: %p',
    async (url) => {
      const { headers } = await edge.inject({ url });

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

  test('has Strict-Transport-Security when the issuer is https', async () => {
    const secure = createTestHttpServer({ options: { ...options, strictTransportSecurity: true } });

    const { headers } = await secure.inject({ url: '/health/live' });
    await secure.close();

    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });
});

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

describe('health', () => {
  test('is live without the database, and ready only when the database answers', async () => {
    const unreachable = createTestHttpServer({ isReachable: () => Promise.reject(new Error('unreachable')) });

    const live = await unreachable.inject({ url: '/health/live' });
    const ready = await unreachable.inject({ url: '/health/ready' });
    await unreachable.close();

    expect([live.statusCode, ready.statusCode]).toEqual([200, 503]);
    expect((await edge.inject({ url: '/health/ready' })).statusCode).toBe(200);
  });

  test('is not ready when the database does not answer in time', async () => {
    const stuck = createTestHttpServer({
      options: { ...options, timeouts: { ...defaultHttpTimeouts, readinessMs: 50 } },
      isReachable: () => new Promise(() => undefined),
    });

    const ready = await stuck.inject({ url: '/health/ready' });
    await stuck.close();

    expect(ready.statusCode).toBe(503);
    expect(defaultHttpTimeouts.readinessMs).toBe(2_000);
  });
});

describe('the explorers', () => {
  test('are served only when enabled; /setup is always served', async () => {
    const closed = createTestHttpServer({ options: { ...options, explorers: false } });
    const paths = ['/', '/graphiql', '/sandbox', '/setup'];

    const found = await Promise.all(paths.map(async (url) => (await closed.inject({ url })).statusCode));
    await closed.close();

    expect(found).toEqual([404, 404, 404, 200]);
  });
});

describe('the start page', () => {
  test.each([
    [true, null],
    [true, 0],
    [false, null],
    [false, 0],
  ])('links only to what is served (explorers: %p, metrics port: %p)', async (explorers, metricsPort) => {
    const server = createTestServerWithRoutes({ ...options, explorers, metricsPort, welcome: true });
    const { body } = await server.inject({ url: '/' });
    const links = [...body.matchAll(/href="(\/[^"]*)"/g)].map(([, link = '']) => link);

    const statuses = await Promise.all(links.map(async (url) => (await server.inject({ url })).statusCode));
    await server.close();

    expect(links.includes('/graphiql')).toBe(explorers);
    expect(links.includes('/metrics')).toBe(metricsPort === null);
    // The metadata and the keys are routes of modules.
    expect(statuses.filter((status) => status !== 200)).toEqual([404, 404]);
  });
});

describe('the log', () => {
  test('has the route and never the path or the query string', async () => {
    edge.log.length = 0;

    await edge.inject({ url: '/graphql?query=swordfish' });
    await edge.inject({ url: '/swordfish' });

    expect(JSON.stringify(edge.log)).not.toContain('swordfish');
    expect(edge.log[0]).toMatchObject({
      fields: { method: 'GET', route: '/graphql', status: 200 },
      message: 'request completed',
    });
  });
});

describe('GET /graphql in a browser', () => {
  const page = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

  test('redirects to GraphiQL and executes nothing', async () => {
    const response = await edge.inject({ url: '/graphql?query=%7Ba%7D', headers: page });

    expect(response.statusCode).toBe(303);
    expect(response.headers['location']).toBe('/graphiql');
  });

  test.each([{ accept: 'application/json' }, { accept: '*/*' }, {}])(
    'leaves a client with the headers %j to the GraphQL server',
    async (headers) => {
      expect((await edge.inject({ url: '/graphql', headers })).statusCode).toBe(200);
    },
  );

  test('redirects neither a POST nor a server without explorers', async () => {
    const post = await edge.inject({
      method: 'POST',
      url: '/graphql',
      headers: { ...page, 'content-type': 'application/json' },
      payload: '{}',
    });
    const production = createTestHttpServer({ options: { ...options, explorers: false } });

    expect(post.statusCode).toBe(200);
    expect((await production.inject({ url: '/graphql', headers: page })).statusCode).toBe(200);
    await production.close();
  });
});
