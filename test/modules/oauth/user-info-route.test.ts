import { describe, expect, test } from '@jest/globals';
import type { Authenticator, CurrentUser } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import { stub } from '../../helpers/stub.js';
import { ask, refusal, routes, user } from './route-fixture.js';

describe('/userinfo', () => {
  const good: Authenticator = {
    authenticate: async () => ({ user: stub<CurrentUser>({ id: user.id }), failure: null }),
  };
  const request = { headers: { authorization: 'Bearer abc' }, authorizationHeaderCount: 1 };

  test.each(['GET', 'POST'])('tells the caller who they are by %s', async (method) => {
    const response = await ask(routes({ authenticator: good }), method, '/userinfo', request);

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

  test('tells a name where there is one', async () => {
    const found = stub<User>({ ...user, fullName: 'Ada Lovelace' });

    const response = await ask(routes({ authenticator: good, found }), 'GET', '/userinfo', request);

    expect(response.body).toMatchObject({ name: 'Ada Lovelace' });
  });

  test('challenges a request without a token by the scheme alone', async () => {
    const response = await ask(routes({ authenticator: good }), 'GET', '/userinfo', {});

    expect(response).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store' },
      body: { detail: 'Could not validate credentials' },
    });
  });

  test.each([
    'TOKEN_INVALID',
    'TOKEN_EXPIRED',
    'ACCOUNT_DISABLED',
    'SESSION_REVOKED',
    'EPOCH_STALE',
  ] as const)('answers %s as 401 invalid_token', async (failure) => {
    const authenticator: Authenticator = { authenticate: async () => ({ user: null, failure }) };

    const response = await ask(routes({ authenticator }), 'GET', '/userinfo', request);

    expect(response).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      body: { error: 'invalid_token', detail: 'Could not validate credentials' },
    });
  });

  test('refuses two Authorization headers, a token in another scheme, and somebody who is gone', async () => {
    const all = routes({ authenticator: good });
    const gone = routes({ authenticator: good, found: null });

    const responses = [
      await ask(all, 'GET', '/userinfo', { ...request, authorizationHeaderCount: 2 }),
      await ask(all, 'GET', '/userinfo', {
        headers: { authorization: 'Basic abc' },
        authorizationHeaderCount: 1,
      }),
      await ask(gone, 'GET', '/userinfo', request),
    ];

    expect(responses.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test('answers 503 when nobody can say whether the session lives', async () => {
    const authenticator: Authenticator = {
      authenticate: () => Promise.reject(refusal('SERVICE_UNAVAILABLE', 2)),
    };

    const response = await ask(routes({ authenticator }), 'GET', '/userinfo', request);

    expect(response).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  });
});
