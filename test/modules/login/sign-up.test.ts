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
  test('makes an active user of the lowest role and signs them in', async () => {
    const answer = await signUp({
      username: 'Ada',
      email: 'Ada@Example.com',
      password: goodPassword,
      fullName: 'Ada Lovelace',
      locale: 'en-GB',
    });

    expect(answer).toMatchObject({
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
    const { accessToken } = answer['tokens'] as { readonly accessToken: string };
    expect(await testApp.authenticate(accessToken)).toMatchObject({ role: 'USER' });
    expect(testApp.events.map(({ type }) => type)).toEqual(['user.created', 'session.started']);
  });

  test('takes no role from the user, whatever else is smuggled into the input', async () => {
    const smuggled = {
      role: 'ADMIN',
      emailVerified: true,
      activated: false,
      id: 'x',
      securityEpoch: 9,
      metadata: {},
    };

    const answer = await signUp({
      username: 'mallory',
      email: 'm@example.com',
      password: goodPassword,
      ...smuggled,
    });

    expect(answer['user']).toMatchObject({
      role: 'USER',
      emailVerified: false,
      metadata: null,
      securityEpoch: 1,
    });
  });

  test('names everything that is wrong at once, and makes nobody', async () => {
    const before = [await count('users'), await count('password_credentials'), await count('sessions')];

    const answer = await signUp({ username: 'a@b', email: 'nonsense', password: 'short' });

    expect(answer.reasons).toEqual(['USERNAME_INVALID', 'EMAIL_INVALID', 'PASSWORD_TOO_SHORT']);
    expect(answer['fields']).toEqual(['input.username', 'input.email', 'input.password']);
    expect([await count('users'), await count('password_credentials'), await count('sessions')]).toEqual(
      before,
    );
  });

  test('refuses names that are taken, in whatever writing', async () => {
    await testApp.createUser('grace');

    const answer = await signUp({ username: 'GRACE', email: 'Grace@EXAMPLE.com', password: goodPassword });

    expect(answer.reasons).toEqual(['USERNAME_TAKEN', 'EMAIL_TAKEN']);
  });

  test('of two sign-ups with one name at once makes one user', async () => {
    const input = { username: 'twin', email: 'twin@example.com', password: goodPassword };

    const answers = await Promise.all([signUp(input), signUp({ ...input, email: 'other@example.com' })]);

    expect(answers.map(({ reasons }) => reasons.join()).sort()).toEqual(['', 'USERNAME_TAKEN']);
  });

  test('refuses a password that is the name', async () => {
    const answer = await signUp({
      username: 'marguerite.duras',
      email: 'md@example.com',
      password: 'marguerite.duras',
    });

    expect(answer.reasons).toEqual(['PASSWORD_SIMILAR_TO_IDENTITY']);
  });

  test('is refused before anything else where the operator switched it off', async () => {
    const closed = await createTestApp({ signUpEnabled: false });

    const answer = await closed.mutate('signUp', { input: { username: '', email: '', password: '' } });

    expect(answer.reasons).toEqual(['SIGNUP_DISABLED']);
    expect(await closed.sql('SELECT count(*) FROM users')).toMatchObject([{ count: '0' }]);
    await closed.close();
  });
});
