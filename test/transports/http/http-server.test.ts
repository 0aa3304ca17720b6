import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultHttpTimeouts } from '../../../src/transports/http/index.js';
import { createTestServerWithRoutes } from './http-routes-fixture.js';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;

beforeAll(() => {
  edge = createTestServerWithRoutes();
});

afterAll(() => edge.close());

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
  test('are served only when enabled, beside the pages of the console', async () => {
    const closed = createTestHttpServer({ options: { ...options, explorers: false } });
    const paths = ['/graphiql', '/sandbox', '/setup'];

    const found = await Promise.all(paths.map(async (url) => (await closed.inject({ url })).statusCode));
    await closed.close();

    expect(found).toEqual([404, 404, 200]);
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

describe('the log line of a request', () => {
  test('has the named fields only, whatever else is known about the request', async () => {
    const details = { operationName: 'Me', userId: 'u', sessionId: 's', authorization: 'swordfish' };
    const server = createTestHttpServer({ options, requestDetails: { detailsOf: () => details } });

    await server.inject({ url: '/health/nope?token=swordfish', headers: { authorization: 'swordfish' } });
    await server.close();

    const [line] = server.log;
    const named = ['requestId', 'method', 'route', 'status', 'ms', 'address', 'operationName', 'userId'];
    expect(Object.keys(line?.fields ?? {})).toEqual([...named, 'sessionId']);
    expect(JSON.stringify(server.log)).not.toContain('swordfish');
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
