import { afterEach, expect, test } from '@jest/globals';
import { cordonRoles } from '../../../src/modules/access/index.js';
import type { ProjectRoutes } from '../../../src/transports/http/index.js';
import { createTestHttpServer, type TestHttpServer } from './http-server-fixture.js';

/** What a route answers and refuses is tested with a complete server in test/library. */

const servers: TestHttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function createServer(register: ProjectRoutes['register']): TestHttpServer {
  const server = createTestHttpServer({
    project: {
      register,
      roles: cordonRoles,
      authenticate: async () => ({ user: null, failure: 'TOKEN_MISSING' }),
      onDenied: () => {},
      run: (_client, work) => work(),
    },
  });
  servers.push(server);
  return server;
}

test.each(['/graphql', '/health/ready', '/setup', '/metrics', '/'])(
  'a route at %s, which is a path of Cordon, ends the start, with any method',
  async (path) => {
    const server = createServer((app, { allowAnyone }) => void app.delete(path, allowAnyone(), () => null));

    await expect(server.listen()).rejects.toThrow(
      `The route DELETE ${path} collides with a route of Cordon.`,
    );
  },
);

test('a route twice in the project ends the start', async () => {
  const server = createServer((app, { allowAnyone }) => {
    app.get('/twice', allowAnyone(), () => null);
    app.get('/twice', allowAnyone(), () => null);
  });

  await expect(server.listen()).rejects.toThrow(/'GET' already declared for route '\/twice'/);
});

test('a route without an access rule ends the start, also in a plugin', async () => {
  const server = createServer(async (app, { requireUser }) => {
    app.get('/open', async () => 'open');
    app.get('/closed', requireUser(), async () => 'closed');
    app.register((scope, _options, done) => {
      scope.post('/hidden', { config: { access: null } as object }, async () => 'open');
      done();
    });
  });

  await expect(server.listen()).rejects.toThrow(
    'Routes without an access rule: GET /open; HEAD /open; POST /hidden. Add requireUser() or allowAnyone() to each.',
  );
});

test.each([
  [{ requires: 'admin' }, 'There is no role admin.'],
  [{ require: 'ADMIN' }, 'An access rule has no member require.'],
  // Such as a setting that is missing.
  [{ requires: undefined }, 'There is no role undefined.'],
  [{ requires: null }, 'There is no role null.'],
  [{ scopes: 'account:read' }, 'The scopes of an access rule must be a list.'],
])('the rule %j, which cannot be meant, ends the start', async (rule, message) => {
  const server = createServer(
    (app, { requireUser }) => void app.get('/x', requireUser(rule as object), () => null),
  );

  await expect(server.listen()).rejects.toThrow(message);
});

test('an error of the project while it registers its routes ends the start', async () => {
  await expect(createServer(() => Promise.reject(new Error('no template'))).listen()).rejects.toThrow(
    'no template',
  );
});

test('a hook of the project may give a rule to the routes of a plugin', async () => {
  const server = createServer((app, { requireUser }) => {
    app.addHook('onRoute', (route) => void Object.assign(route, { config: requireUser().config }));
    app.register((scope, _options, done) => {
      scope.get('/plugin', async () => 'from a plugin');
      done();
    });
  });
  const { url } = await server.listen();

  expect((await fetch(`${url}/plugin`)).status).toBe(401);
});

test('hooks and decorators of the project do not reach the routes of Cordon', async () => {
  const called: string[] = [];
  const server = createServer((app, { allowAnyone }) => {
    app.addHook('onRequest', async ({ url: path }) => void called.push(path));
    app.get('/own', allowAnyone(), async () => 'own');
  });
  const { url } = await server.listen();

  await fetch(`${url}/health/live`);
  await fetch(`${url}/own`);

  expect(called).toEqual(['/own']);
});
