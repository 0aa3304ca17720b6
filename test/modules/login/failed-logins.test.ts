import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import {
  failLogins,
  freeFailures,
  login,
  loginThrottlePolicy,
  requestToken,
  resetUsersAndCounters,
} from './login-requests.js';

let testApp: TestApp;

let isLogFull = false;

beforeAll(async () => {
  testApp = await createTestApp({
    loginThrottlePolicy,
    quotas: { credential: { amount: 30, windowSeconds: 900 } },
  });
  testApp.subscribe(async (_, { type }) => {
    if (isLogFull && type === 'login.failed') throw new Error('the log is full');
  });
});
beforeEach(async () => {
  await resetUsersAndCounters(testApp);
  await testApp.createUser('ada');
});
afterAll(() => testApp.close());

function recordedFailures(): readonly unknown[] {
  return testApp.events
    .filter(({ type }) => type.startsWith('login.'))
    .map(({ type, reason }) => [type, reason]);
}

describe('a failed login', () => {
  test('is recorded with its user and its reason, which the caller does not receive', async () => {
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
    await failLogins(testApp, 'ada', freeFailures - 1);
    await login(testApp, 'ada', goodPassword);

    expect(recordedFailures()).toEqual([
      ['login.failed', 'WRONG_PASSWORD'],
      ['login.failed', 'UNKNOWN_NAME'],
      ['login.failed', 'NO_PASSWORD'],
      ['login.failed', 'WRONG_PASSWORD'],
      ['login.failed', 'ACCOUNT_DISABLED'],
      ['login.failed', 'SCOPE_NOT_ALLOWED'],
      ...Array(freeFailures - 1).fill(['login.failed', 'WRONG_PASSWORD']),
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

  test('returns nothing about the password when it cannot be counted or recorded', async () => {
    await testApp.sql('ALTER TABLE guess_counters RENAME TO gone');
    expect((await login(testApp, 'ada', goodPassword)).reasons).toEqual(['SERVICE_UNAVAILABLE']);
    await testApp.sql('ALTER TABLE gone RENAME TO guess_counters');

    isLogFull = true;
    await expect(login(testApp, 'ada', otherPassword)).rejects.toThrow('the log is full');
    isLogFull = false;
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('login and /token', () => {
  test('share the count of an identifier, whatever else is in the request', async () => {
    await failLogins(testApp, 'ada', freeFailures - 2);
    expect((await requestToken(testApp, 'ADA', otherPassword)).status).toBe(401);
    expect((await requestToken(testApp, 'ADA', otherPassword, [['x', '1']])).status).toBe(401);

    const throttled = await requestToken(testApp, 'ADA', goodPassword, [['client_id', 'another']]);

    expect(throttled).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '30' },
      body: { error: 'temporarily_unavailable' },
    });
    expect((await login(testApp, 'ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('share the budget of an address', async () => {
    for (let count = 0; count < 15; count += 1) {
      expect((await login(testApp, `nobody${count}`, otherPassword)).reasons).toEqual([
        'INVALID_CREDENTIALS',
      ]);
      expect((await requestToken(testApp, `nobody${count}`, otherPassword)).status).toBe(401);
    }

    const response = await requestToken(testApp, 'ada', goodPassword);

    expect(response).toMatchObject({ status: 429, headers: { 'Retry-After': expect.any(String) } });
    expect((await login(testApp, 'ada', goodPassword)).reasons).toEqual(['RATE_LIMITED']);
  });
});
