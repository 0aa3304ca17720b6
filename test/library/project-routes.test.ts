import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerExtension } from '../../src/library/index.js';
import { DomainError } from '../../src/shared/index.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { onStatement } from '../helpers/record-statements.js';
import { createFirstAdministrator, type SignedInUser, signUp } from '../helpers/sign-in.js';

let handled: string[] = [];

const routes: ServerExtension['routes'] = async (app, { requireUser, allowAnyone, contextOf }) => {
  app.addHook(
    'preHandler',
    async (request) => void handled.push(`${request.method} ${request.routeOptions.url}`),
  );
  app.get('/whoami', requireUser(), async (request) => contextOf(request).currentUser);
  app.get('/status', allowAnyone(), async (request) => {
    const { currentUser, authenticationFailure, requestId, client } = contextOf(request);
    return { id: currentUser?.id ?? null, authenticationFailure, sameId: requestId === request.id, client };
  });
  app.get('/reports', requireUser({ requires: 'SUPPORT' }), async () => []);
  app.get('/profile', requireUser({ scopes: ['account:read'] }), async () => ({ ok: true }));
  app.post('/echo', { ...requireUser(), bodyLimit: 200 }, async ({ body }) => body);
  app.post(
    '/names',
    {
      ...allowAnyone(),
      schema: {
        body: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 5 } } },
      },
    },
    async ({ body }) => body,
  );
  app.get('/refused', allowAnyone(), async () => {
    throw new DomainError({ reason: 'INVALID_INPUT', message: 'A public sentence.' });
  });
  app.get('/broken', allowAnyone(), async () => {
    throw new Error('secret detail');
  });
  app.put('/readers', requireUser({ requires: 'ADMIN' }), async (request) => {
    const { users, currentUser } = contextOf(request);
    const found = await Promise.all([
      users.find({ id: currentUser?.id ?? null }),
      users.findMany([String(currentUser?.id)]),
    ]);
    return found.flat().map((user) => user?.username);
  });
  app.post('/promotions/:id', requireUser({ requires: 'ADMIN' }), async ({ params }) => {
    const id = String(valueAt(params, 'id'));
    const { role } = await server.server.users.setRole({ id, role: 'SUPPORT', reason: 'a route' });
    return { role };
  });
  app.register(
    async (scope) => {
      scope.setNotFoundHandler(async () => 'from the project');
      scope.get('/inner', requireUser({ requires: 'ADMIN' }), async () => 'inner');
    },
    { prefix: '/area' },
  );
};

let server: TestServer;
let admin: SignedInUser;
let user: SignedInUser;

beforeAll(async () => {
  server = await createTestServer({ CORDON_ALLOWED_ORIGINS: 'https://app.example' }, { routes });
  admin = await createFirstAdministrator(server);
  user = await signUp(server, 'ada');
});
afterAll(() => server.close());

function send(method: string, path: string, token?: string, body?: unknown): Promise<HttpResult> {
  return sendHttp(`${server.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

describe('the caller of a route', () => {
  test('is the user of the access token', async () => {
    const { status, body } = await send('GET', '/whoami', user.accessToken);

    expect(status).toBe(200);
    expect(body).toMatchObject({ id: user.id, role: 'USER', scopes: null });
  });

  test.each([
    ['without a token', undefined, 'Bearer'],
    ['with a bad token', 'nonsense', 'Bearer error="invalid_token"'],
  ])('is refused with 401 %s, before any code of the project', async (_, token, challenge) => {
    handled = [];
    const { status, headers, body } = await send('GET', '/whoami', token);

    expect([status, headers.get('www-authenticate')]).toEqual([401, challenge]);
    expect(body).toMatchObject({ error: 'invalid_token', detail: 'Authentication required.' });
    expect(handled).toEqual([]);
  });

  test.each([
    ['HEAD', '/whoami'],
    ['OPTIONS', '/whoami'],
    ['GET', '//whoami'],
    ['GET', '/whoami/'],
    ['GET', '/WHOAMI'],
    ['GET', '/%77hoami'],
    ['GET', '/%2e/whoami'],
    ['GET', '/whoami;a=b'],
    ['GET', '/whoami%00'],
    ['GET', '/area/..%2fwhoami'],
    ['HEAD', '/area/inner'],
    ['PATCH', '/area/inner'],
  ])('cannot pass the rule with %s %s', async (method, path) => {
    handled = [];
    const { status } = await send(method, path);

    // The CORS plugin answers every OPTIONS request itself.
    expect(method === 'OPTIONS' ? [204] : [400, 401, 404, 405]).toContain(status);
    expect(handled).toEqual([]);
  });

  test('is refused with 403 below the required role, before the body is read', async () => {
    handled = [];
    const refused = await send('GET', '/reports', user.accessToken);
    const unread = await send('POST', '/promotions/x', user.accessToken, 'no json');

    expect([refused.status, unread.status]).toEqual([403, 403]);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"');
    expect(handled).toEqual([]);
    expect((await send('GET', '/reports', admin.accessToken)).status).toBe(200);
  });

  test('is in the audit log when the role or a scope is missing', async () => {
    await send('GET', '/reports', user.accessToken);
    await server.server.app.denialRecorder.flush();

    const rows = await server.sql(
      "SELECT outcome, reason, resource_type FROM audit_events WHERE resource_id = 'GET /reports' AND actor_id = $1",
      [user.id],
    );
    expect(rows).toEqual([{ outcome: 'DENIED', reason: 'FORBIDDEN', resource_type: 'route' }]);
  });

  test('with a token that is limited to scopes passes only rules that name its scopes', async () => {
    const { accessToken } = await server.server.issueTokens(user.id, { scope: ['account:read'] });
    const { accessToken: other } = await server.server.issueTokens(user.id, { scope: ['account:write'] });

    expect((await send('GET', '/profile', accessToken)).status).toBe(200);
    expect((await send('GET', '/profile', user.accessToken)).status).toBe(200);
    expect((await send('GET', '/whoami', accessToken)).status).toBe(403);
    const refused = await send('GET', '/profile', other);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="account:read"',
    ]);
  });

  test('is refused as soon as the session has ended', async () => {
    const eve = await signUp(server, 'eve');
    await sendGraphql(server.url, 'mutation { logout { ok } }', { token: eve.accessToken });

    expect((await send('GET', '/whoami', eve.accessToken)).status).toBe(401);
  });

  test('may be anybody where the route allows it, and is still known', async () => {
    const anonymous = await send('GET', '/status');
    const known = await send('GET', '/status', user.accessToken);

    expect(anonymous.body).toMatchObject({
      id: null,
      authenticationFailure: 'TOKEN_MISSING',
      sameId: true,
      client: { ipAddress: '127.0.0.1', requestId: anonymous.headers.get('x-request-id') },
    });
    expect(known.body).toMatchObject({ id: user.id, authenticationFailure: null });
  });
});

describe('a request to a route', () => {
  test('follows the rules of bodies of the server', async () => {
    const text = '{"one": 1, "one": 2}';

    expect((await send('POST', '/echo', user.accessToken, { a: 1 })).body).toEqual({ a: 1 });
    expect((await send('POST', '/echo', user.accessToken, text)).status).toBe(400);
    // A handler may copy the body into an object.
    for (const poison of ['{"__proto__":{"a":1}}', '{"a":[{"constructor":{"prototype":{"a":1}}}]}']) {
      const { status, body } = await send('POST', '/echo', user.accessToken, poison);
      expect([status, valueAt(body, 'detail')]).toEqual([400, 'The body is not valid JSON.']);
    }
    expect((await send('POST', '/echo', user.accessToken, { a: 'x'.repeat(200) })).status).toBe(413);
  });

  test('is validated by the JSON schema of the route, without the value in the answer', async () => {
    const { status, body, text } = await send('POST', '/names', undefined, { name: 'private name' });

    expect([status, valueAt(body, 'detail')]).toEqual([
      400,
      'body/name must NOT have more than 5 characters',
    ]);
    expect(text).not.toContain('private');
  });

  test('that fails is answered like others: refusals are sent, anything else is hidden', async () => {
    const refused = await send('GET', '/refused');
    const broken = await send('GET', '/broken');

    expect([refused.status, valueAt(refused.body, 'detail')]).toEqual([400, 'A public sentence.']);
    expect([broken.status, valueAt(broken.body, 'error')]).toEqual([500, 'server_error']);
    expect(broken.text).not.toContain('secret');
    expect(broken.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('reads users in one batch', async () => {
    const statements: string[] = [];
    onStatement(server.server.app.database.dataSource, (query) => {
      if (/FROM users\b/.test(query)) statements.push(query);
    });

    const { body } = await send('PUT', '/readers', admin.accessToken);

    expect(body).toEqual(['admin', 'admin']);
    expect(statements).toHaveLength(1);
  });

  test('is the origin of the audit entries of its changes, also with a body', async () => {
    const { status, headers } = await send('POST', `/promotions/${user.id}`, admin.accessToken, {
      any: 'body',
    });

    expect(status).toBe(200);
    const rows = await server.sql(
      "SELECT request_id, actor_type FROM audit_events WHERE action = 'user.role-changed' AND subject_id = $1",
      [user.id],
    );
    expect(rows).toEqual([{ request_id: headers.get('x-request-id'), actor_type: 'SYSTEM' }]);
  });

  test('of a page of an allowed origin may use every method', async () => {
    const { status, headers } = await sendHttp(`${server.url}/readers`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'PUT' },
    });

    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toContain('PUT');
  });

  test('to an unknown path below the routes is 404, whatever the project does with it', async () => {
    expect((await send('GET', '/area/unknown')).status).toBe(404);
    expect((await send('GET', '/area/inner', user.accessToken)).status).toBe(403);
    expect((await send('GET', '/area/inner', admin.accessToken)).text).toBe('inner');
  });
});

test('routes with parameters and wildcards get no request of a route of Cordon', async () => {
  const greedy: ServerExtension['routes'] = (app, { allowAnyone }) => {
    for (const url of ['/:name', '/.well-known/*', '/*']) {
      app.route({ method: ['GET', 'POST'], url, ...allowAnyone(), handler: async () => 'from the project' });
    }
  };
  const other = await createTestServer({}, { routes: greedy });
  const answers = await Promise.all(
    [
      sendHttp(`${other.url}/token`, { method: 'POST' }),
      sendHttp(`${other.url}/verify`),
      sendHttp(`${other.url}/userinfo`),
      sendHttp(`${other.url}/.well-known/jwks.json`),
      sendHttp(`${other.url}/graphql`, { method: 'POST' }),
    ].map(async (response) => (await response).text),
  );
  const own = await sendHttp(`${other.url}/other`);
  await other.close();

  for (const text of answers) expect(text).not.toBe('from the project');
  expect(own.text).toBe('from the project');
});
