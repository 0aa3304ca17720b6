import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import bcrypt from 'bcrypt';
import { cliActor, type DeviceCookie } from '../../../src/modules/access/index.js';
import type { Bcrypt } from '../../../src/modules/passwords/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import {
  failLogins,
  freeFailures,
  login,
  loginThrottlePolicy,
  resetUsersAndCounters,
  signIn,
} from './login-requests.js';

let testApp: TestApp;
let comparisons = 0;

const countingBcrypt: Bcrypt = {
  hash: (secret, cost) => bcrypt.hash(secret, cost),
  compare: (secret, hash) => {
    comparisons += 1;
    return bcrypt.compare(secret, hash);
  },
};

beforeAll(async () => {
  testApp = await createTestApp({ bcrypt: countingBcrypt, loginThrottlePolicy });
});
beforeEach(async () => {
  await resetUsersAndCounters(testApp);
  await testApp.createUser('ada');
});
afterAll(() => testApp.close());

/** A device cookie as a browser stores it. */
function createDevice(): DeviceCookie & { text: string | null } {
  const cookie: DeviceCookie & { text: string | null } = {
    text: null,
    read: () => cookie.text,
    store: (text) => {
      cookie.text = text;
    },
  };
  return cookie;
}

describe('an identifier with too many failures', () => {
  test.each(['ada', 'nobody-has-this-name', 'ada@example.com', 'nobody@example.com'])(
    'rejects every password for %s before any hashing, the right one too, and returns the waiting time',
    async (name) => {
      await failLogins(testApp, name, freeFailures);
      const before = comparisons;

      const [wrong, right] = [
        await login(testApp, name, otherPassword),
        await login(testApp, name, goodPassword),
      ];

      expect(wrong).toEqual({
        reasons: ['TOO_MANY_ATTEMPTS'],
        fields: [null],
        refusals: [{ reason: 'TOO_MANY_ATTEMPTS', message: expect.any(String), retryAfterSeconds: 30 }],
      });
      expect(right).toEqual(wrong);
      expect(comparisons).toBe(before);
    },
  );

  test('is the same in every spelling', async () => {
    const spellings = ['ada', 'ADA', ' ada', 'ada ', '\uff21da', '\u00a0ada'];
    for (let count = 0; count < freeFailures; count += 1)
      await login(testApp, spellings[count % 6] ?? '', otherPassword);

    for (const spelling of spellings) {
      expect((await login(testApp, spelling, goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    }
  });

  test('accepts one more attempt after the waiting time; the right password resets the count', async () => {
    await failLogins(testApp, 'ada', freeFailures);
    testApp.advance(30);
    await failLogins(testApp, 'ada', 1);
    expect((await login(testApp, 'ada', goodPassword))['refusals']).toMatchObject([
      { retryAfterSeconds: 60 },
    ]);

    testApp.advance(60);

    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('does not affect active sessions', async () => {
    const caller = await signIn(testApp, 'ada');
    await failLogins(testApp, 'ada', freeFailures);

    expect(
      await testApp.sessions.sessions.findActiveSession(testApp.reader, caller.sessionId),
    ).not.toBeNull();
    const result = await testApp.mutate('reauthenticate', { password: goodPassword }, caller);
    expect(result.reasons).toEqual([]);
  });

  test('does not use up the budget of the address, so that other users behind it can log in', async () => {
    const small = await createTestApp({
      loginThrottlePolicy,
      quotas: { credential: { amount: 6, windowSeconds: 900 } },
    });
    await small.createUser('ada');
    await small.createUser('brook');
    for (let count = 0; count < 20; count += 1) await login(small, 'ada', otherPassword);

    expect((await login(small, 'brook', goodPassword))['status']).toBe('COMPLETE');
    for (let count = 0; count < 2; count += 1) await login(small, `nobody${count}`, otherPassword);
    // Both budgets are exhausted now: the identifier is checked first.
    expect((await login(small, 'ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(small, 'brook', goodPassword)).reasons).toEqual(['RATE_LIMITED']);
    await small.close();
  });
});

describe('the username and the email address of one user', () => {
  test('are counted separately, so as not to reveal that they belong together', async () => {
    await failLogins(testApp, 'ada', freeFailures);
    expect((await login(testApp, 'ada@example.com', goodPassword))['status']).toBe('COMPLETE');

    await failLogins(testApp, 'ada@example.com', freeFailures);

    expect((await login(testApp, 'ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(testApp, 'ada@example.com', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('a known device', () => {
  test('can log in while unknown devices are throttled', async () => {
    const laptop = createDevice();
    await login(testApp, 'ada', goodPassword, laptop);
    expect(laptop.text).not.toBeNull();
    await failLogins(testApp, 'ada', freeFailures);
    await failLogins(testApp, 'ada@example.com', freeFailures);

    expect((await login(testApp, 'ada', goodPassword, createDevice())).reasons).toEqual([
      'TOO_MANY_ATTEMPTS',
    ]);
    expect((await login(testApp, 'ada', goodPassword, laptop))['status']).toBe('COMPLETE');
    expect((await login(testApp, 'ada@example.com', goodPassword, laptop))['status']).toBe('COMPLETE');
  });

  test('has its own count of failures, with the same limit', async () => {
    const laptop = createDevice();
    await login(testApp, 'ada', goodPassword, laptop);
    await failLogins(testApp, 'ada', freeFailures, laptop);

    expect((await login(testApp, 'ada', goodPassword, laptop)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('is not proven by a forged cookie or by that of another user', async () => {
    await testApp.createUser('eve');
    const deviceOfEve = createDevice();
    await login(testApp, 'eve', goodPassword, deviceOfEve);
    const forged = createDevice();
    forged.text = `${'A'.repeat(22)}.${'B'.repeat(22)}`;
    await failLogins(testApp, 'ada', freeFailures);

    for (const device of [deviceOfEve, forged]) {
      expect((await login(testApp, 'ada', goodPassword, device)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    }
  });

  test('is unknown after a password reset, and stays known where the password was changed', async () => {
    const [laptop, phone] = [createDevice(), createDevice()];
    await login(testApp, 'ada', goodPassword, laptop);
    await login(testApp, 'ada', goodPassword, phone);
    const caller = await signIn(testApp, 'ada');
    const input = { currentPassword: goodPassword, newPassword: otherPassword };
    testApp.advance(1);
    await testApp.mutate('changePassword', { input }, caller, { deviceCookie: laptop });
    for (let count = 0; count < freeFailures; count += 1) await login(testApp, 'ada', goodPassword);

    expect((await login(testApp, 'ada', otherPassword, phone)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(testApp, 'ada', otherPassword, laptop))['status']).toBe('COMPLETE');

    testApp.advance(1);
    const { link } = await testApp.users.administration.resetUserPassword(caller.id, cliActor);
    const reset = {
      token: String(link).replace('reset:', ''),
      newPassword: 'nine copper kettles on the stove',
    };
    expect((await testApp.mutate('resetPassword', { input: reset })).reasons).toEqual([]);
    expect((await login(testApp, 'ada', reset.newPassword, laptop)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe("the caller's own password", () => {
  test('has its own count for reauthenticate and changePassword together, in all sessions', async () => {
    const [first, second] = [await signIn(testApp, 'ada'), await signIn(testApp, 'ada')];
    for (let count = 0; count < freeFailures; count += 1) {
      const wrong = { currentPassword: otherPassword, newPassword: 'nine copper kettles on the stove' };
      const result =
        count % 2 === 0
          ? await testApp.mutate('reauthenticate', { password: otherPassword }, first)
          : await testApp.mutate('changePassword', { input: wrong }, second);
      expect(result.reasons).toEqual(['CURRENT_PASSWORD_WRONG']);
    }
    const before = comparisons;

    const result = await testApp.mutate('reauthenticate', { password: goodPassword }, second);

    expect(result['refusals']).toMatchObject([{ reason: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: 30 }]);
    expect(comparisons).toBe(before);
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('unlockUser', () => {
  test('removes the failures of one user, under both names and in all sessions', async () => {
    const caller = await signIn(testApp, 'ada');
    await failLogins(testApp, 'ada', freeFailures);
    await failLogins(testApp, 'ada@example.com', freeFailures);
    await failLogins(testApp, 'nobody-has-this-name', freeFailures);
    for (let count = 0; count < freeFailures; count += 1) {
      await testApp.mutate('reauthenticate', { password: otherPassword }, caller);
    }

    await testApp.users.administration.unlockUser(caller.id, cliActor);

    expect((await login(testApp, 'ADA', goodPassword))['status']).toBe('COMPLETE');
    expect((await login(testApp, 'ada@example.com', goodPassword))['status']).toBe('COMPLETE');
    expect((await testApp.mutate('reauthenticate', { password: goodPassword }, caller)).reasons).toEqual([]);
    expect((await login(testApp, 'nobody-has-this-name', goodPassword)).reasons).toEqual([
      'TOO_MANY_ATTEMPTS',
    ]);
  });
});
