import { describe, expect, test } from '@jest/globals';
import type { Authenticator, CurrentUser } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import { stub } from '../../helpers/stub.js';
import { callRoute, createError, createRoutes, user } from './route-fixture.js';

describe('/userinfo', () => {
  const acceptingAuthenticator: Authenticator = {
    authenticate: async () => ({
      user: stub<CurrentUser>({ id: user.id, mustProveSecondFactor: false }),
      failure: null,
    }),
  };
  const request = { headers: { authorization: 'Bearer abc' }, authorizationHeaderCount: 1 };

  test.each(['GET', 'POST'])('returns the claims of the caller by %s', async (method) => {
    const response = await callRoute(
      createRoutes({ authenticator: acceptingAuthenticator }),
      method,
      '/userinfo',
      request,
    );

    expect(response).toEqual({
      status: 200,
      headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
      body: {
        sub: user.id,
        preferred_username: 'Ada',
        email: 'ada@example.com',
        email_verified: false,
        role: 'USER',
        updated_at: 1772357400,
      },
    });
  });

  test('returns the full name when there is one', async () => {
    const foundUser = stub<User>({ ...user, fullName: 'Ada Lovelace' });

    const response = await callRoute(
      createRoutes({ authenticator: acceptingAuthenticator, foundUser }),
      'GET',
      '/userinfo',
      request,
    );

    expect(response.body).toMatchObject({ name: 'Ada Lovelace' });
  });

  test('challenges a request without a token with the scheme only', async () => {
    const response = await callRoute(
      createRoutes({ authenticator: acceptingAuthenticator }),
      'GET',
      '/userinfo',
      {},
    );

    expect(response).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store' },
      body: { detail: 'Could not validate credentials' },
    });
  });

  test('asks for the second factor that the role requires (RFC 9470)', async () => {
    const caller = stub<CurrentUser>({ id: user.id, mustProveSecondFactor: true });
    const authenticator: Authenticator = { authenticate: async () => ({ user: caller, failure: null }) };

    const response = await callRoute(createRoutes({ authenticator }), 'GET', '/userinfo', request);

    expect(response).toMatchObject({
      status: 401,
      headers: {
        'WWW-Authenticate':
          'Bearer error="insufficient_user_authentication", error_description="A second factor is required", acr_values="2"',
      },
      body: { error: 'insufficient_user_authentication' },
    });
  });

  test.each([
    'TOKEN_INVALID',
    'TOKEN_EXPIRED',
    'ACCOUNT_DISABLED',
    'SESSION_REVOKED',
    'EPOCH_STALE',
  ] as const)('translates %s into 401 invalid_token', async (failure) => {
    const authenticator: Authenticator = { authenticate: async () => ({ user: null, failure }) };

    const response = await callRoute(createRoutes({ authenticator }), 'GET', '/userinfo', request);

    expect(response).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      body: { error: 'invalid_token', detail: 'Could not validate credentials' },
    });
  });

  test('rejects two Authorization headers, another scheme, and a deleted user', async () => {
    const routes = createRoutes({ authenticator: acceptingAuthenticator });
    const routesWithoutUser = createRoutes({ authenticator: acceptingAuthenticator, foundUser: null });

    const responses = [
      await callRoute(routes, 'GET', '/userinfo', { ...request, authorizationHeaderCount: 2 }),
      await callRoute(routes, 'GET', '/userinfo', {
        headers: { authorization: 'Basic abc' },
        authorizationHeaderCount: 1,
      }),
      await callRoute(routesWithoutUser, 'GET', '/userinfo', request),
    ];

    expect(responses.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test('responds with 503 when the session cannot be checked', async () => {
    const authenticator: Authenticator = {
      authenticate: () => Promise.reject(createError('SERVICE_UNAVAILABLE', 2)),
    };

    const response = await callRoute(createRoutes({ authenticator }), 'GET', '/userinfo', request);

    expect(response).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  });
});
