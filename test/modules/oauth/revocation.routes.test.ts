import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, type TestApp } from '../../helpers/create-test-app.js';
import { createRouteServer, type RouteServer } from '../../helpers/route-server.js';
import { postForm, signIn as signInAt, type Tokens } from './form-requests.js';

/** `POST /revoke` (RFC 7009) over HTTP. */

let server: RouteServer;
let testApp: TestApp;

beforeAll(async () => {
  server = await createRouteServer();
  testApp = await createTestApp({ issuer: server.url, startAt: new Date() });
  server.serve(testApp.routes);
  await testApp.createUser('ada');
});
afterAll(async () => {
  await server.close();
  await testApp.close();
});

function post(path: string, form: Record<string, string> | string): Promise<Response> {
  return postForm(server, path, form);
}

function signIn(username = 'ada'): Promise<Tokens> {
  return signInAt(server, username);
}

function refresh(token: string): Promise<Response> {
  return post('/token', { grant_type: 'refresh_token', refresh_token: token });
}

async function isAccepted({ access_token }: Tokens): Promise<boolean> {
  const response = await fetch(`${server.url}/userinfo`, {
    headers: { Authorization: `Bearer ${access_token}` },
  });
  return response.status === 200;
}

describe('a session is ended by', () => {
  test.each([
    ['its refresh token', (tokens: Tokens) => ({ token: tokens.refresh_token })],
    ['its access token', (tokens: Tokens) => ({ token: tokens.access_token })],
    [
      'a token with a wrong hint',
      (tokens: Tokens) => ({
        token: tokens.access_token,
        token_type_hint: 'refresh_token',
      }),
    ],
    [
      'a token with an unknown hint',
      (tokens: Tokens) => ({ token: tokens.refresh_token, token_type_hint: 'x' }),
    ],
  ])('%s: both its tokens are rejected, and other sessions stay active', async (_name, formOf) => {
    const [revoked, other] = [await signIn(), await signIn()];

    const response = await post('/revoke', formOf(revoked));

    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('');
    expect(await isAccepted(revoked)).toBe(false);
    expect((await refresh(revoked.refresh_token)).status).toBe(400);
    expect(await isAccepted(other)).toBe(true);
  });

  test('a refresh token that was rotated long ago', async () => {
    const first = await signIn();
    const second: Tokens = await (await refresh(first.refresh_token)).json();
    const third: Tokens = await (await refresh(second.refresh_token)).json();
    testApp.advance(60);

    const response = await post('/revoke', { token: first.refresh_token });

    expect(response.status).toBe(200);
    expect(await isAccepted(third)).toBe(false);
    expect((await refresh(third.refresh_token)).status).toBe(400);
  });

  test('the request of a client library that discovered the endpoint', async () => {
    const issuer = new URL(server.url);
    const options = { [oauth.allowInsecureRequests]: true };
    const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
    const as = await oauth.processDiscoveryResponse(issuer, found);
    const tokens = await signIn();

    const response = await oauth.revocationRequest(
      as,
      { client_id: 'cordon' },
      oauth.None(),
      tokens.refresh_token,
      options,
    );

    await oauth.processRevocationResponse(response);
    expect(await isAccepted(tokens)).toBe(false);
  });
});

describe('no session is ended', () => {
  test.each([
    'nonsense',
    'cordon_refresh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'eyJhbGciOiJub25lIn0.e30.',
    'two words\r\nX-Injected: 1',
    '\0',
    'x'.repeat(20_000),
  ])('by a text that is no token (%#), and the response is 200 (RFC 7009 2.2)', async (token) => {
    const tokens = await signIn();

    const response = await post('/revoke', { token });

    expect(response.status).toBe(200);
    expect(await isAccepted(tokens)).toBe(true);
  });

  test('by a repeated request, or after the user was disabled', async () => {
    const user = await testApp.createUser('dora');
    const tokens = await signIn('dora');
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);
    testApp.events.length = 0;

    const responses = [
      await post('/revoke', { token: tokens.access_token }),
      await post('/revoke', { token: tokens.refresh_token }),
      await post('/revoke', { token: tokens.refresh_token }),
    ];

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(testApp.events).toEqual([]);
  });
});

test.each([
  ['a missing token', 'token_type_hint=access_token'],
  ['an empty token', 'token='],
  ['two tokens', 'token=a&token=b'],
  ['two hints', 'token=a&token_type_hint=x&token_type_hint=x'],
])('rejects %s with invalid_request', async (_name, form) => {
  const response = await post('/revoke', form);

  expect(response.status).toBe(400);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
});
