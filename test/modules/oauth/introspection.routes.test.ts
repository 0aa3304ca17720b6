import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { createRouteServer, type RouteServer } from '../../helpers/route-server.js';
import {
  basic,
  clients,
  introspectionTestRoutes,
  nextSecret,
  secret,
  sha256,
} from './introspection-clients.js';

/** `POST /introspect` (RFC 7662), asked by a service over HTTP. */

let server: RouteServer;
let testApp: TestApp;

beforeAll(async () => {
  server = await createRouteServer();
  testApp = await createTestApp({ issuer: server.url, startAt: new Date() });
  server.serve([
    ...testApp.routes.filter(({ path }) => path !== '/introspect'),
    ...introspectionTestRoutes(testApp, server, clients),
  ]);
  await testApp.createUser('ada', { role: 'SUPPORT' });
});
afterAll(async () => {
  await server.close();
  await testApp.close();
});

function post(path: string, form: Record<string, string> | string, authorization?: string) {
  return fetch(server.url + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: authorization === undefined ? {} : { authorization },
  });
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

async function signIn(username = 'ada', more: Record<string, string> = {}): Promise<Tokens> {
  return (await post('/token', { username, password: goodPassword, ...more })).json();
}

async function introspect(token: string): Promise<Record<string, unknown>> {
  const response = await post('/introspect', { token }, basic('reports', secret));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.json();
}

describe('an access token', () => {
  test('that lets somebody in is active, and all that is known of it is told', async () => {
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

  test('that was narrowed has these scopes and no others', async () => {
    const { access_token: token } = await signIn('ada', { scope: 'account:read' });

    expect(await introspect(token)).toMatchObject({ active: true, scope: 'account:read' });
  });

  test('has the role that the database gives, not the one that it was issued with', async () => {
    const user = await testApp.createUser('rosa');
    const { access_token: token } = await signIn('rosa');
    await testApp.users.administration.setUserRole({ id: user.id, role: 'ADMIN', reason: 'test' }, cliActor);

    expect(await introspect(token)).toMatchObject({
      role: 'ADMIN',
      scope: 'account:read account:write users:read users:write audit:read',
    });
  });

  test('is inactive from the next request on when its session ends', async () => {
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
  ])('is inactive once its owner is %s', async (word, change) => {
    const user = await testApp.createUser(`p-${word}`, { role: 'SUPPORT' });
    const { access_token: token } = await signIn(`p-${word}`);
    expect(await introspect(token)).toMatchObject({ active: true });

    await change(user.id);

    expect(await introspect(token)).toEqual({ active: false });
  });
});

test.each([
  ['nonsense', 'nonsense'],
  ['a token without a signature', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
  ['two words', 'a b'],
])('%s is inactive, and nothing else is told', async (_what, token) => {
  expect(await introspect(token)).toEqual({ active: false });
});

test('a refresh token is never active: a service must not take it for an access token', async () => {
  const { refresh_token: token } = await signIn();
  const response = await post(
    '/introspect',
    { token, token_type_hint: 'refresh_token' },
    basic('reports', secret),
  );

  expect(await response.json()).toEqual({ active: false });
});

test('an expired token is inactive', async () => {
  const { access_token: token } = await signIn();
  testApp.advance(901);

  expect(await introspect(token)).toEqual({ active: false });
});

describe('a client', () => {
  test('of a library finds the endpoint in the metadata and is understood', async () => {
    const issuer = new URL(server.url);
    const options = { [oauth.allowInsecureRequests]: true };
    const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
    const as = await oauth.processDiscoveryResponse(issuer, found);
    const client = { client_id: 'reports' };
    const { access_token: token } = await signIn();

    const response = await oauth.introspectionRequest(
      as,
      client,
      oauth.ClientSecretBasic(secret),
      token,
      options,
    );

    const answer = await oauth.processIntrospectionResponse(as, client, response);
    expect(answer).toMatchObject({ active: true, username: 'ada' });
  });

  test('may send its secret as curl does, and the next one while it changes', async () => {
    const answers = [
      await post('/introspect', { token: 'a' }, basic('reports', secret)),
      await post('/introspect', { token: 'a' }, basic('reports', nextSecret)),
      await post('/introspect', { token: 'a' }, basic('reports', nextSecret).replace('Basic', 'bAsIc')),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test.each([
    ['nothing', undefined],
    ['a wrong secret', basic('reports', otherPassword)],
    ['no secret', basic('reports', '')],
    ['the secret of another', basic('other', secret)],
    ['an unknown id', basic('nobody', secret)],
    ['the hash itself', basic('reports', sha256(secret).toString('hex'))],
    ['no colon', `Basic ${Buffer.from('reports').toString('base64')}`],
    ['no base64', 'Basic ***'],
    ['a bearer token', 'Bearer abc'],
    ['two credentials in one header', `${basic('reports', secret)}, ${basic('reports', secret)}`],
  ])('that sends %s is refused with a challenge, and learns nothing of the token', async (_what, header) => {
    const { access_token: token } = await signIn();

    const response = await post('/introspect', { token }, header);

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      error: 'invalid_client',
      error_description: 'The client could not be authenticated',
      detail: 'The client could not be authenticated',
    });
  });

  test('that sends id and secret in the form is refused: Basic is the only way', async () => {
    const response = await post('/introspect', { token: 'a', client_id: 'reports', client_secret: secret });

    expect(response.status).toBe(401);
  });

  test('is told of a request that is wrong only after it is known', async () => {
    const known = await post('/introspect', 'token=a&token=b', basic('reports', secret));
    const missing = await post('/introspect', '', basic('reports', secret));
    const unknown = await post('/introspect', 'token=a&token=b');

    expect([known.status, missing.status, unknown.status]).toEqual([400, 400, 401]);
    expect(await known.json()).toMatchObject({ error: 'invalid_request' });
  });
});

test.each([
  ['no list of clients', []],
  ['two Authorization headers', clients],
])('with %s nobody may ask', async (_what, known) => {
  const request = {
    method: 'POST',
    headers: { authorization: basic('reports', secret) },
    form: [['token', 'a']] as const,
    query: [],
    authorizationHeaderCount: known.length === 0 ? 1 : 2,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'r' },
  };

  const response = await introspectionTestRoutes(testApp, server, known)[0]?.handle(request);

  expect(response).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});
