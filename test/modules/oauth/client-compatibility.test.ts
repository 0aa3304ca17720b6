import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { createRouteServer, type RouteServer } from '../../helpers/route-server.js';
import { postForm, signIn } from './form-requests.js';

let server: RouteServer;
let testApp: TestApp;

beforeAll(async () => {
  server = await createRouteServer();
  // The client library uses the system clock.
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
  test('discovers the server, gets tokens, validates the access token and reads the user info', async () => {
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

  test('refreshes, and a spent refresh token is rejected', async () => {
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
    const rejected = oauth.processRefreshTokenResponse(as, client, await refresh(first));
    await expect(rejected).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
  });

  test.each([
    ['client_secret_basic', oauth.ClientSecretBasic('a secret')],
    ['client_secret_post', oauth.ClientSecretPost('a secret')],
  ])('may send %s, which is ignored', async (_, authentication) => {
    const tokens = await passwordGrant(await discover(), authentication);

    expect(tokens.access_token).toEqual(expect.any(String));
  });

  test('limits the token by scope, and cannot extend it', async () => {
    const as = await discover();

    const limited = await passwordGrant(as, oauth.None(), { scope: 'account:read' });
    const extended = passwordGrant(as, oauth.None(), { scope: 'users:write' });

    expect(limited.scope).toBe('account:read');
    await expect(extended).rejects.toMatchObject({ error: 'invalid_scope', status: 400 });
  });
});

describe('the form of a password-flow client', () => {
  function post(path: string, form: Record<string, string>): Promise<Response> {
    return postForm(server, path, form);
  }

  async function userInfo(token: string): Promise<Response> {
    return fetch(`${server.url}/userinfo`, { headers: { Authorization: `Bearer ${token}` } });
  }

  test('needs only a username and a password', async () => {
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

  test("may have every field of the form of FastAPI's tutorial", async () => {
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

  test.each(['ada', 'nobody'])(
    'gets the error that it expects for a wrong password of %s',
    async (username) => {
      const response = await post('/token', { username, password: otherPassword });

      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toEqual({
        error: 'invalid_grant',
        error_description: 'Incorrect username or password',
        detail: 'Incorrect username or password',
      });
    },
  );

  test('reports a disabled user only after the right password, and rejects their tokens', async () => {
    const user = await testApp.createUser('dora');
    const tokens = await signIn(server, 'dora');
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

  test('gets no tokens while the password must be changed', async () => {
    await testApp.createUser('forced', { mustChange: true });

    const response = await post('/token', { username: 'forced', password: goodPassword });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('is rejected by /userinfo from the next request after a logout on', async () => {
    const tokens = await signIn(server, 'ada');
    expect((await userInfo(tokens.access_token)).status).toBe(200);

    await testApp.mutate('logout', { input: { refreshToken: tokens.refresh_token } });

    expect((await userInfo(tokens.access_token)).status).toBe(401);
  });
});
