import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());

function signUp(input: object): ReturnType<TestApp['mutate']> {
  return testApp.mutate('signUp', { input });
}

async function count(table: string): Promise<unknown> {
  return (await testApp.sql(`SELECT count(*) FROM ${table}`))[0]?.['count'];
}

describe('signUp', () => {
  test('creates an active user of role USER and signs them in', async () => {
    const result = await signUp({
      username: 'Ada',
      email: 'Ada@Example.com',
      password: goodPassword,
      fullName: 'Ada Lovelace',
      locale: 'en-GB',
    });

    expect(result).toMatchObject({
      reasons: [],
      user: {
        username: 'Ada',
        role: 'USER',
        status: 'ACTIVE',
        emailVerified: false,
        fullName: 'Ada Lovelace',
        locale: 'en-GB',
        lastLoginAt: testApp.clock.now(),
      },
    });
    const { accessToken } = result['tokens'] as { readonly accessToken: string };
    expect(await testApp.authenticate(accessToken)).toMatchObject({ role: 'USER' });
    expect(testApp.events.map(({ type }) => type)).toEqual(['user.created', 'session.started']);
  });

  test('delivers the refresh token in the cookie when asked, and without a cookie creates no user', async () => {
    const stored: string[] = [];
    const refreshCookie = { read: () => null, store: (token: string) => stored.push(token), clear: () => {} };
    const input = {
      username: 'cookie',
      email: 'cookie@example.com',
      password: goodPassword,
      delivery: 'COOKIE',
    };

    const refused = await signUp(input);
    const signedUp = await testApp.mutate('signUp', { input }, undefined, { refreshCookie });

    expect([refused.reasons, refused['fields']]).toEqual([['INVALID_INPUT'], ['input.delivery']]);
    expect(signedUp).toMatchObject({ reasons: [], tokens: { refreshToken: null } });
    const again = await testApp.mutate('refreshToken', { input: { refreshToken: stored[0] } });
    expect(again).toMatchObject({ reasons: [], tokens: { sessionId: expect.any(String) } });
  });

  test('ignores members of the input that only administrators may set', async () => {
    const extraMembers = {
      role: 'ADMIN',
      emailVerified: true,
      activated: false,
      id: 'x',
      securityEpoch: 9,
      metadata: {},
    };

    const result = await signUp({
      username: 'mallory',
      email: 'm@example.com',
      password: goodPassword,
      ...extraMembers,
    });

    expect(result['user']).toMatchObject({
      role: 'USER',
      emailVerified: false,
      metadata: null,
      securityEpoch: 1,
    });
  });

  test('returns all errors together and creates no user', async () => {
    const before = [await count('users'), await count('password_credentials'), await count('sessions')];

    const result = await signUp({ username: 'a@b', email: 'nonsense', password: 'short' });

    expect(result.reasons).toEqual(['USERNAME_INVALID', 'EMAIL_INVALID', 'PASSWORD_TOO_SHORT']);
    expect(result['fields']).toEqual(['input.username', 'input.email', 'input.password']);
    expect([await count('users'), await count('password_credentials'), await count('sessions')]).toEqual(
      before,
    );
  });

  test('rejects names that are taken, in any spelling', async () => {
    await testApp.createUser('grace');

    const result = await signUp({ username: 'GRACE', email: 'Grace@EXAMPLE.com', password: goodPassword });

    expect(result.reasons).toEqual(['USERNAME_TAKEN', 'EMAIL_TAKEN']);
  });

  test('creates one user for concurrent requests with the same username', async () => {
    const input = { username: 'grete', email: 'grete@example.com', password: goodPassword };

    const results = await Promise.all([signUp(input), signUp({ ...input, email: 'other@example.com' })]);

    expect(results.map(({ reasons }) => reasons.join()).sort()).toEqual(['', 'USERNAME_TAKEN']);
  });

  test('rejects a password equal to the username', async () => {
    const result = await signUp({
      username: 'marguerite.duras',
      email: 'md@example.com',
      password: 'marguerite.duras',
    });

    expect(result.reasons).toEqual(['PASSWORD_SIMILAR_TO_IDENTITY']);
  });

  test('is rejected before any validation where sign-up is disabled', async () => {
    const disabledApp = await createTestApp({ signUpEnabled: false });

    const result = await disabledApp.mutate('signUp', { input: { username: '', email: '', password: '' } });

    expect(result.reasons).toEqual(['SIGNUP_DISABLED']);
    expect(await disabledApp.sql('SELECT count(*) FROM users')).toMatchObject([{ count: '0' }]);
    await disabledApp.close();
  });
});
