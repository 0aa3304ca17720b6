import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { createRouteServer, type RouteServer } from '../../helpers/route-server.js';

let server: RouteServer;
let testApp: TestApp;

beforeAll(async () => {
  server = await createRouteServer();
  // These clients read the machine's clock.
  testApp = await createTestApp({ issuer: server.url, startAt: new Date() });
  server.serve(testApp.routes);
  await testApp.createUser('ada', { role: 'SUPPORT' });
});
afterAll(async () => {
  await server.close();
  await testApp.close();
});

const client: oauth.Client = { client_id: 'any-client' };
const options = { [oauth.allowInsecureRequests]: true };

async function discover(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(server.url);
  const response = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
  return oauth.processDiscoveryResponse(issuer, response);
}

async function passwordGrant(
  as: oauth.AuthorizationServer,
  authentication: oauth.ClientAuth = oauth.None(),
  more: Record<string, string> = {},
): Promise<oauth.TokenEndpointResponse> {
  const parameters = { username: 'ada', password: goodPassword, ...more };
  const response = await oauth.genericTokenEndpointRequest(
    as,
    client,
    authentication,
    'password',
    parameters,
    options,
  );
  return oauth.processGenericTokenEndpointResponse(as, client, response);
}

describe('oauth4webapi', () => {
  test('finds its way from the issuer, gets tokens, proves the access token, and reads who it is', async () => {
    const as = await discover();

    const tokens = await passwordGrant(as);

    expect(tokens).toMatchObject({
      token_type: 'bearer',
      expires_in: 900,
      scope: 'account:read account:write users:read',
    });
    const request = new Request(`${server.url}/resource`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(as, request, server.url, options);
    expect(claims).toMatchObject({ iss: server.url, client_id: 'cordon', role: 'SUPPORT' });
    const response = await oauth.userInfoRequest(as, client, tokens.access_token, options);
    const user = await oauth.processUserInfoResponse(as, client, claims.sub, response);
    expect(user).toMatchObject({ preferred_username: 'ada', email: 'ada@example.com', role: 'SUPPORT' });
  });

  test('refreshes, and the spent token is no use to anybody', async () => {
    const as = await discover();
    const { refresh_token: first = '' } = await passwordGrant(as);
    const refresh = (token: string): Promise<Response> =>
      oauth.refreshTokenGrantRequest(as, client, oauth.None(), token, options);

    const second = await oauth.processRefreshTokenResponse(as, client, await refresh(first));
    const third = await oauth.processRefreshTokenResponse(
      as,
      client,
      await refresh(second.refresh_token ?? ''),
    );

    expect(third.refresh_token).not.toBe(second.refresh_token);
    const refused = oauth.processRefreshTokenResponse(as, client, await refresh(first));
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
  });

  test.each([
    ['client_secret_basic', oauth.ClientSecretBasic('a secret')],
    ['client_secret_post', oauth.ClientSecretPost('a secret')],
  ])('may send %s, which is ignored', async (_, authentication) => {
    const tokens = await passwordGrant(await discover(), authentication);

    expect(tokens.access_token).toEqual(expect.any(String));
  });

  test('narrows the token by scope and gains nothing by it', async () => {
    const as = await discover();

    const narrowed = await passwordGrant(as, oauth.None(), { scope: 'account:read' });
    const greedy = passwordGrant(as, oauth.None(), { scope: 'users:write' });

    expect(narrowed.scope).toBe('account:read');
    await expect(greedy).rejects.toMatchObject({ error: 'invalid_scope', status: 400 });
  });
});

describe('the bare form of a password-flow client', () => {
  function post(path: string, form: Record<string, string>): Promise<Response> {
    return fetch(server.url + path, { method: 'POST', body: new URLSearchParams(form) });
  }

  async function userInfo(token: string): Promise<Response> {
    return fetch(`${server.url}/userinfo`, { headers: { Authorization: `Bearer ${token}` } });
  }

  test('needs nothing but a username and a password', async () => {
    const response = await post('/token', { username: 'ada', password: goodPassword });

    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('pragma')).toBe('no-cache');
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 900,
      refresh_token: expect.any(String),
      scope: 'account:read account:write users:read',
    });
  });

  test('may send everything that the form of the tutorial has', async () => {
    const response = await post('/token', {
      grant_type: 'password',
      username: 'ada@example.com',
      password: goodPassword,
      scope: '',
      client_id: '',
      client_secret: '',
    });

    expect(response.status).toBe(200);
  });

  test.each(['ada', 'nobody'])('answers a wrong password for %s in the words it knows', async (username) => {
    const response = await post('/token', { username, password: otherPassword });

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'Incorrect username or password',
      detail: 'Incorrect username or password',
    });
  });

  test('is told of an inactive user after the right password only, and so is their token', async () => {
    const user = await testApp.createUser('dora');
    const tokens = await (await post('/token', { username: 'dora', password: goodPassword })).json();
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);

    const right = await post('/token', { username: 'dora', password: goodPassword });
    const wrong = await post('/token', { username: 'dora', password: otherPassword });
    const refresh = await post('/token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    });
    const info = await userInfo(tokens.access_token);

    expect([right.status, wrong.status, refresh.status, info.status]).toEqual([400, 401, 400, 401]);
    expect(await right.json()).toMatchObject({ detail: 'Inactive user' });
    expect(await refresh.json()).toMatchObject({ error: 'invalid_grant', detail: 'Inactive user' });
    expect(info.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(await info.json()).toMatchObject({ detail: 'Could not validate credentials' });
  });

  test('gets nothing while the password must be changed', async () => {
    await testApp.createUser('forced', { mustChange: true });

    const response = await post('/token', { username: 'forced', password: goodPassword });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('is shut out of /userinfo by the next request after a logout', async () => {
    const tokens = await (await post('/token', { username: 'ada', password: goodPassword })).json();
    expect((await userInfo(tokens.access_token)).status).toBe(200);

    await testApp.mutate('logout', { input: { refreshToken: tokens.refresh_token } });

    expect((await userInfo(tokens.access_token)).status).toBe(401);
  });
});

describe('both doors', () => {
  test('share one budget of failures', async () => {
    const shared = await createTestApp({
      quotas: { credential: { amount: 2, windowSeconds: 900 } },
      issuer: server.url,
    });
    const token = shared.routes.find(({ path }) => path === '/token');
    const form: readonly (readonly [string, string])[] = [
      ['username', 'ada'],
      ['password', otherPassword],
    ];
    const viaForm = () =>
      token?.handle({
        method: 'POST',
        headers: {},
        form,
        query: [],
        authorizationHeaderCount: 0,
        client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'r' },
      });
    await shared.mutate('login', { input: { username: 'ada', password: otherPassword } });
    expect((await viaForm())?.status).toBe(401);

    const response = await viaForm();

    expect(response).toMatchObject({ status: 429, headers: { 'Retry-After': expect.any(String) } });
    const login = await shared.mutate('login', { input: { username: 'ada', password: otherPassword } });
    expect(login.reasons).toEqual(['RATE_LIMITED']);
    await shared.close();
  });
});
