import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import {
  client,
  createTestApp,
  goodPassword,
  type MutationResult,
  otherPassword,
  type TestApp,
} from '../../helpers/create-test-app.js';
import { fail, free, login, loginThrottlePolicy } from './login-attempts.js';

let testApp: TestApp;

beforeEach(async () => {
  testApp = await createTestApp({ loginThrottlePolicy });
  await testApp.createUser('ada');
});
afterEach(() => testApp.close());

function failures(): readonly unknown[] {
  return testApp.events
    .filter(({ type }) => type.startsWith('login.'))
    .map(({ type, reason }) => [type, reason]);
}

describe('every failure', () => {
  test('is told with what the caller is not: whom it was about, and why', async () => {
    const user = await testApp.createUser('dora');
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);
    await testApp.users.administration.createUser(
      { username: 'ingrid', email: 'ingrid@example.com' },
      cliActor,
    );
    testApp.events.length = 0;

    await login(testApp, 'ada', otherPassword);
    await login(testApp, 'nobody-has-this-name', otherPassword);
    await login(testApp, 'ingrid', otherPassword);
    await login(testApp, 'dora', otherPassword);
    await login(testApp, 'dora', goodPassword);
    await testApp.mutate('login', {
      input: { username: 'ada', password: goodPassword, scope: ['users:write'] },
    });
    await fail(testApp, 'ada', free - 1);
    await login(testApp, 'ada', goodPassword);

    expect(failures()).toEqual([
      ['login.failed', 'WRONG_PASSWORD'],
      ['login.failed', 'UNKNOWN_NAME'],
      ['login.failed', 'NO_PASSWORD'],
      ['login.failed', 'WRONG_PASSWORD'],
      ['login.failed', 'ACCOUNT_DISABLED'],
      ['login.failed', 'SCOPE_NOT_ALLOWED'],
      ...Array(free - 1).fill(['login.failed', 'WRONG_PASSWORD']),
      ['login.throttled', 'TOO_MANY_ATTEMPTS'],
    ]);
    expect(testApp.events.every(({ outcome }) => outcome === 'FAILURE')).toBe(true);
    expect(testApp.events.map(({ actor }) => actor.type)).toEqual(
      Array(testApp.events.length).fill('ANONYMOUS'),
    );
    expect(JSON.stringify(testApp.events)).not.toMatch(/nobody-has-this-name|quiet harbour|frozen river/);
    expect(testApp.events.at(1)?.subjectId).toBeNull();
    expect(testApp.events.at(4)?.subjectId).toBe(user.id);
  });

  test('that cannot be counted, or cannot be written down, gets no answer about the password', async () => {
    await testApp.sql('ALTER TABLE guess_counters RENAME TO gone');
    expect((await login(testApp, 'ada', goodPassword)).reasons).toEqual(['SERVICE_UNAVAILABLE']);
    await testApp.sql('ALTER TABLE gone RENAME TO guess_counters');

    testApp.subscribe(async (_, { type }) => {
      if (type === 'login.failed') throw new Error('the log is full');
    });

    await expect(login(testApp, 'ada', otherPassword)).rejects.toThrow('the log is full');
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('both doors', () => {
  test('count the same name and the same address, whatever stands beside them in the form', async () => {
    const token = testApp.routes.find(({ path }) => path === '/token');
    const post = async (password: string, more: readonly (readonly [string, string])[] = []) =>
      token?.handle({
        method: 'POST',
        headers: {},
        form: [['username', 'ADA'], ['password', password], ...more],
        query: more,
        authorizationHeaderCount: 0,
        client,
      });
    await fail(testApp, 'ada', free - 2);
    expect((await post(otherPassword))?.status).toBe(401);
    expect((await post(otherPassword, [['x', '1']]))?.status).toBe(401);

    const shut = await post(goodPassword, [['client_id', 'another']]);

    expect(shut).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '30' },
      body: { error: 'temporarily_unavailable' },
    });
    expect((await login(testApp, 'ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('the budget of refreshes', () => {
  test('counts the refreshes of one session together', async () => {
    const small = await createTestApp({ quotas: { refresh: { amount: 3, windowSeconds: 60 } } });
    await small.createUser('ada');
    const signIn = async (): Promise<string> => {
      const answer = await small.mutate('login', { input: { username: 'ada', password: goodPassword } });
      return (answer['tokens'] as { refreshToken: string }).refreshToken;
    };
    let refreshToken = await signIn();
    for (let count = 0; count < 3; count += 1) {
      const answer = await small.mutate('refreshToken', { input: { refreshToken } });
      refreshToken = (answer['tokens'] as { refreshToken: string }).refreshToken;
    }

    const refused = await small.mutate('refreshToken', { input: { refreshToken } });

    expect(refused.reasons).toEqual(['RATE_LIMITED']);
    // Another session is another count, and nothing happened to the token that was refused.
    const other = await small.mutate('refreshToken', { input: { refreshToken: await signIn() } });
    expect(other.reasons).toEqual([]);
    small.advance(60);
    expect((await small.mutate('refreshToken', { input: { refreshToken } })).reasons).toEqual([]);
    await small.close();
  });

  test('counts tokens that nobody knows by address', async () => {
    const small = await createTestApp({ quotas: { refresh: { amount: 2, windowSeconds: 60 } } });
    const unknown = (): Promise<MutationResult> =>
      small.mutate('refreshToken', { input: { refreshToken: `cordon_refresh_${'A'.repeat(43)}` } });

    const reasons = [await unknown(), await unknown(), await unknown()].map((answer) => answer.reasons);

    expect(reasons).toEqual([['REFRESH_TOKEN_INVALID'], ['REFRESH_TOKEN_INVALID'], ['RATE_LIMITED']]);
    await small.close();
  });
});
