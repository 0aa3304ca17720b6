import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor, cordonRoles } from '../../../src/modules/access/index.js';
import { createVerifyRoutes } from '../../../src/modules/oauth/verify.routes.js';
import { DomainError } from '../../../src/shared/index.js';
import { createTestHttpServer, openVerifyFixture, type VerifyFixture } from './verify-requests.js';

/** `/verify` through the real HTTP transport, as a proxy requests it. */

let testApp: VerifyFixture['testApp'];
let tokenOf: VerifyFixture['tokenOf'];
let tokenOfAda: VerifyFixture['tokenOfAda'];
let verify: VerifyFixture['verify'];
let close: VerifyFixture['close'];

beforeAll(async () => {
  ({ testApp, tokenOf, tokenOfAda, verify, close } = await openVerifyFixture());
});
afterAll(() => close());

test('accepts a request and returns the identity in headers only', async () => {
  const caller = await testApp.authenticate(tokenOfAda);

  const response = await verify(tokenOfAda, '?requires=SUPPORT');

  expect(response.statusCode).toBe(204);
  expect(response.body).toBe('');
  expect(response.headers).toMatchObject({
    'x-cordon-user-id': caller?.id,
    'x-cordon-role': 'SUPPORT',
    'x-cordon-session-id': caller?.sessionId,
    'cache-control': 'no-store',
  });
});

test('ignores identity headers of the request', async () => {
  const identityHeaders = {
    'x-cordon-user-id': 'root',
    'x-cordon-role': 'ADMIN',
    'x-cordon-session-id': 'none',
  };

  const authenticated = await verify(tokenOfAda, '', { headers: identityHeaders });
  const anonymous = await verify(null, '', { headers: identityHeaders });

  expect(authenticated.headers['x-cordon-role']).toBe('SUPPORT');
  expect(Object.values(authenticated.headers)).not.toContain('root');
  for (const name of Object.keys(identityHeaders)) expect(anonymous.headers).not.toHaveProperty(name);
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
])('responds to a SUPPORT user at %s with %i', async (search, status) => {
  const response = await verify(tokenOfAda, search);

  expect(response.statusCode).toBe(status);
  if (status === 204) return;
  expect(response.headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope"/);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.json()).toMatchObject({ error: 'insufficient_scope' });
  expect(response.headers).not.toHaveProperty('x-cordon-user-id');
});

test('lists the required scopes in the challenge', async () => {
  const response = await verify(tokenOfAda, '?scope=users:write+audit:read');

  expect(response.headers['www-authenticate']).toBe(
    'Bearer error="insufficient_scope", scope="users:write audit:read"',
  );
});

describe('a token that is limited to scopes', () => {
  test.each([
    ['', 403],
    ['?requires=USER', 403],
    ['?scope=account:read', 204],
    ['?requires=SUPPORT&scope=account:read', 204],
    ['?requires=ADMIN&scope=account:read', 403],
    ['?scope=users:read', 403],
    ['?scope=account:read%20users:read', 403],
  ])('is accepted only where its scopes are required: %s is %i', async (search, status) => {
    const token = await tokenOf('ada', ['account:read']);

    expect((await verify(token, search)).statusCode).toBe(status);
  });

  test('is never accepted with an empty list of scopes', async () => {
    const token = await tokenOf('ada', []);

    const responses = [await verify(token), await verify(token, '?scope=account:read')];

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([403, 403]);
  });
});

test.each([
  ['no token', undefined, 'Bearer'],
  ['another scheme', 'Basic YTpi', 'Bearer error="invalid_token"'],
  ['an invalid token', 'Bearer nonsense', 'Bearer error="invalid_token"'],
])('challenges %s', async (_name, authorization, challenge) => {
  const response = await verify(
    null,
    '?requires=USER',
    authorization === undefined ? {} : { headers: { authorization } },
  );

  expect(response.statusCode).toBe(401);
  expect(response.headers['www-authenticate']).toBe(challenge);
  expect(response.headers['cache-control']).toBe('no-store');
});

test('accepts no token in the query, a cookie or a form', async () => {
  const responses = [
    await verify(null, `?access_token=${tokenOfAda}`),
    await verify(null, '', { headers: { cookie: `access_token=${tokenOfAda}` } }),
    await verify(null, '', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `access_token=${tokenOfAda}`,
    }),
  ];

  expect(responses.map(({ statusCode }) => statusCode)).toEqual([400, 401, 401]);
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
])('rejects every request with the invalid parameters %s', async (search) => {
  const responses = [await verify(tokenOfAda, search), await verify(null, search)];

  expect(responses.map(({ statusCode }) => statusCode)).toEqual([400, 400]);
  expect(responses[0]?.json()).toMatchObject({ error: 'invalid_request' });
  // Roles of a project are no business of anonymous callers.
  expect(responses[1]?.body).not.toMatch(/SUPPORT|ADMIN/);
});

test('rejects the next request after a logout, a lower role, or a disablement', async () => {
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

test('responds with 503 when the session cannot be checked', async () => {
  const error = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Later.', retryAfterSeconds: 2 });
  const failingServer = createTestHttpServer(
    createVerifyRoutes({
      roles: cordonRoles,
      authenticators: [{ authenticate: () => Promise.reject(error) }],
      translateDatabaseError: () => null,
    }),
  );

  const response = await failingServer.inject({ url: '/verify', headers: { authorization: 'Bearer abc' } });

  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('2');
  await failingServer.close();
});
