import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { createVerifyRoutes } from '../../../src/modules/oauth/verify.routes.js';
import { DomainError } from '../../../src/shared/index.js';
import type { HttpEdge } from '../../../src/transports/http/index.js';
import { createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';
import { askVerify, createTestEdge, type ProxyRequest } from './verify-requests.js';

/** `/verify`, asked through the real HTTP edge as a proxy would. */

let testApp: TestApp;
let edge: HttpEdge;
let ada: string;

beforeAll(async () => {
  testApp = await createTestApp();
  edge = createTestEdge(testApp.routes);
  await testApp.createUser('ada', { role: 'SUPPORT' });
  ada = await tokenOf('ada');
});
afterAll(async () => {
  await edge.close();
  await testApp.close();
});

async function tokenOf(username: string, scope?: readonly string[]): Promise<string> {
  const input = { username, password: goodPassword, ...(scope === undefined ? {} : { scope }) };
  const { tokens } = await testApp.mutate('login', { input });
  return (tokens as { readonly accessToken: string }).accessToken;
}

function verify(token: string | null, search?: string, request?: ProxyRequest) {
  return askVerify(edge, token, search, request);
}

test('lets a request pass and says who it is, in headers and nowhere else', async () => {
  const caller = await testApp.authenticate(ada);

  const response = await verify(ada, '?requires=SUPPORT');

  expect(response.statusCode).toBe(204);
  expect(response.body).toBe('');
  expect(response.headers).toMatchObject({
    'x-cordon-user-id': caller?.id,
    'x-cordon-role': 'SUPPORT',
    'x-cordon-session-id': caller?.sessionId,
    'cache-control': 'no-store',
  });
});

test("never repeats what the request says of itself in the answer's headers", async () => {
  const claimed = {
    'x-cordon-user-id': 'root',
    'x-cordon-role': 'ADMIN',
    'x-cordon-session-id': 'none',
  };

  const known = await verify(ada, '', { headers: claimed });
  const unknown = await verify(null, '', { headers: claimed });

  expect(known.headers['x-cordon-role']).toBe('SUPPORT');
  expect(Object.values(known.headers)).not.toContain('root');
  for (const name of Object.keys(claimed)) expect(unknown.headers).not.toHaveProperty(name);
});

test.each([
  ['', 204],
  ['?requires=USER', 204],
  ['?requires=SUPPORT', 204],
  ['?requires=ADMIN', 403],
  ['?scope=users:read', 204],
  ['?scope=account:read%20users:read', 204],
  ['?scope=users:read%20users:write', 403],
  ['?requires=ADMIN&scope=account:read', 403],
  ['?requires=USER&scope=audit:read', 403],
])('answers a SUPPORT at %s with %i', async (search, status) => {
  const response = await verify(ada, search);

  expect(response.statusCode).toBe(status);
  if (status === 204) return;
  expect(response.headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope"/);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.json()).toMatchObject({ error: 'insufficient_scope' });
  expect(response.headers).not.toHaveProperty('x-cordon-user-id');
});

test('names the scopes that were missing', async () => {
  const response = await verify(ada, '?scope=users:write+audit:read');

  expect(response.headers['www-authenticate']).toBe(
    'Bearer error="insufficient_scope", scope="users:write audit:read"',
  );
});

describe('a token that was narrowed', () => {
  test.each([
    ['', 403],
    ['?requires=USER', 403],
    ['?scope=account:read', 204],
    ['?requires=SUPPORT&scope=account:read', 204],
    ['?requires=ADMIN&scope=account:read', 403],
    ['?scope=users:read', 403],
    ['?scope=account:read%20users:read', 403],
  ])('is good only where its scopes are asked for: %s is %i', async (search, status) => {
    const token = await tokenOf('ada', ['account:read']);

    expect((await verify(token, search)).statusCode).toBe(status);
  });

  test('to nothing passes nowhere', async () => {
    const token = await tokenOf('ada', []);

    const answers = [await verify(token), await verify(token, '?scope=account:read')];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403]);
  });
});

test.each([
  ['no token', undefined, 'Bearer'],
  ['another scheme', 'Basic YTpi', 'Bearer error="invalid_token"'],
  ['nonsense', 'Bearer nonsense', 'Bearer error="invalid_token"'],
])('challenges %s', async (_what, authorization, challenge) => {
  const response = await verify(
    null,
    '?requires=USER',
    authorization === undefined ? {} : { headers: { authorization } },
  );

  expect(response.statusCode).toBe(401);
  expect(response.headers['www-authenticate']).toBe(challenge);
  expect(response.headers['cache-control']).toBe('no-store');
});

test('takes no token from the query, a cookie or a form', async () => {
  const answers = [
    await verify(null, `?access_token=${ada}`),
    await verify(null, '', { headers: { cookie: `access_token=${ada}` } }),
    await verify(null, '', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `access_token=${ada}`,
    }),
  ];

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 401, 401]);
});

test.each([
  '?requires=',
  '?requires=admin',
  '?requires=OWNER',
  '?requires=USER&requires=ADMIN',
  '?require=ADMIN',
  '?requires=USER&x=1',
  '?scope=',
  '?scope=%20',
  '?scope=users:reed',
  '?scope=users:read&scope=users:write',
])('lets nobody pass where the demand is %s', async (search) => {
  const answers = [await verify(ada, search), await verify(null, search)];

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400]);
  expect(answers[0]?.json()).toMatchObject({ error: 'invalid_request' });
});

describe('by any method that a proxy forwards', () => {
  const preflight = { origin: 'https://app.example', 'access-control-request-method': 'GET' };

  test.each([
    ['HEAD', {}],
    ['POST', { headers: { 'content-type': 'application/json' }, payload: '{"query":' }],
    ['PUT', { headers: { 'content-type': 'text/plain' }, payload: 'x'.repeat(300_000) }],
    ['PATCH', { headers: { 'content-type': 'no media type' }, payload: 'a=b' }],
    ['DELETE', {}],
    // CORS would answer it with a 204, and the proxy would let it pass.
    ['OPTIONS', { headers: preflight }],
    ['OPTIONS', {}],
  ] as const)('%s passes with a token only, whatever its body', async (method, request) => {
    const statuses = [
      (await verify(ada, '?requires=SUPPORT', { ...request, method })).statusCode,
      (await verify(ada, '?requires=ADMIN', { ...request, method })).statusCode,
      (await verify(null, '?requires=SUPPORT', { ...request, method })).statusCode,
    ];

    // What is no media type at all is refused by the edge before anybody asks: closed as well.
    const refused = 'payload' in request && request.payload === 'a=b' ? [415, 415, 415] : [204, 403, 401];
    expect(statuses).toEqual(refused);
  });

  test('a page of another origin is never let in by it', async () => {
    const response = await verify(ada, '', { headers: { origin: 'https://app.example' } });

    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

test('stops letting somebody pass at the next request after a logout, a demotion, a disablement', async () => {
  const user = await testApp.createUser('rosa', { role: 'ADMIN' });
  await testApp.createUser('vera', { role: 'ADMIN' });
  const [first, second] = [await tokenOf('rosa'), await tokenOf('rosa')];
  expect((await verify(first, '?requires=ADMIN')).statusCode).toBe(204);

  await testApp.mutate('logout', { input: {} }, (await testApp.authenticate(first)) ?? undefined);
  const afterLogout = [(await verify(first)).statusCode, (await verify(second)).statusCode];
  await testApp.users.administration.setUserRole({ id: user.id, role: 'USER', reason: 'test' }, cliActor);
  const afterDemotion = (await verify(second)).statusCode;
  const third = await tokenOf('rosa');
  const asUser = [(await verify(third, '?requires=ADMIN')).statusCode, (await verify(third)).statusCode];
  await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);

  expect(afterLogout).toEqual([401, 204]);
  expect(afterDemotion).toBe(401);
  expect(asUser).toEqual([403, 204]);
  expect((await verify(third)).statusCode).toBe(401);
});

test('answers 503 when nobody can say whether the session lives', async () => {
  const refusal = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Later.', retryAfterSeconds: 2 });
  const closed = createTestEdge(
    createVerifyRoutes({
      authenticators: [{ authenticate: () => Promise.reject(refusal) }],
      translateDatabaseError: () => null,
    }),
  );

  const response = await closed.inject({ url: '/verify', headers: { authorization: 'Bearer abc' } });

  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('2');
  await closed.close();
});
