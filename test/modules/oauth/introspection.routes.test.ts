import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import {
  basicHeader,
  type IntrospectionFixture,
  openIntrospectionFixture,
  secret,
} from './introspection-clients.js';

/** `POST /introspect` (RFC 7662) over HTTP. */

let server: IntrospectionFixture['server'];
let testApp: IntrospectionFixture['testApp'];
let post: IntrospectionFixture['post'];
let signIn: IntrospectionFixture['signIn'];
let close: IntrospectionFixture['close'];

beforeAll(async () => {
  ({ server, testApp, post, signIn, close } = await openIntrospectionFixture());
});
afterAll(() => close());

async function introspect(token: string): Promise<Record<string, unknown>> {
  const response = await post('/introspect', { token }, basicHeader('reports', secret));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.json();
}

describe('an access token', () => {
  test('that is accepted is active, with all its claims', async () => {
    const { access_token: token } = await signIn();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

    expect(await introspect(token)).toEqual({
      active: true,
      scope: 'account:read account:write users:read',
      client_id: 'cordon',
      username: 'ada',
      token_type: 'Bearer',
      exp: claims.exp,
      iat: claims.iat,
      sub: claims.sub,
      aud: server.url,
      iss: server.url,
      jti: claims.jti,
      role: 'SUPPORT',
      sid: claims.sid,
    });
  });

  test('that is limited to scopes has only these', async () => {
    const { access_token: token } = await signIn('ada', { scope: 'account:read' });

    expect(await introspect(token)).toMatchObject({ active: true, scope: 'account:read' });
  });

  test('has the current role of the database, not the one that it was issued with', async () => {
    const user = await testApp.createUser('rosa');
    const { access_token: token } = await signIn('rosa');
    await testApp.users.administration.setUserRole({ id: user.id, role: 'ADMIN', reason: 'test' }, cliActor);

    expect(await introspect(token)).toMatchObject({
      role: 'ADMIN',
      scope: 'account:read account:write users:read users:write audit:read',
    });
  });

  test('is inactive from the next request on after its session has ended', async () => {
    const tokens = await signIn();
    expect(await introspect(tokens.access_token)).toMatchObject({ active: true });

    await testApp.mutate('logout', { input: { refreshToken: tokens.refresh_token } });

    expect(await introspect(tokens.access_token)).toEqual({ active: false });
  });

  test.each([
    ['disabled', (id: string) => testApp.users.administration.disableUser({ id, reason: 'left' }, cliActor)],
    [
      'demoted',
      (id: string) =>
        testApp.users.administration.setUserRole({ id, role: 'USER', reason: 'less to do' }, cliActor),
    ],
    ['deleted', (id: string) => testApp.users.administration.deleteUser({ id, reason: 'gone' }, cliActor)],
  ])('is inactive once its user is %s', async (change, applyChange) => {
    const user = await testApp.createUser(`user-${change}`, { role: 'SUPPORT' });
    const { access_token: token } = await signIn(`user-${change}`);
    expect(await introspect(token)).toMatchObject({ active: true });

    await applyChange(user.id);

    expect(await introspect(token)).toEqual({ active: false });
  });
});

test.each([
  ['a text that is no token', 'nonsense'],
  ['a token without a signature', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
  ['two words', 'a b'],
])('%s is inactive, without any other member', async (_name, token) => {
  expect(await introspect(token)).toEqual({ active: false });
});

test('a refresh token is never active, so that no service mistakes it for an access token', async () => {
  const { refresh_token: token } = await signIn();
  const response = await post(
    '/introspect',
    { token, token_type_hint: 'refresh_token' },
    basicHeader('reports', secret),
  );

  expect(await response.json()).toEqual({ active: false });
});

test('an expired token is inactive', async () => {
  const { access_token: token } = await signIn();
  testApp.advance(901);

  expect(await introspect(token)).toEqual({ active: false });
});
