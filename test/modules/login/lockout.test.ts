import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import bcrypt from 'bcrypt';
import { cliActor, type DeviceCookie } from '../../../src/modules/access/index.js';
import type { Bcrypt } from '../../../src/modules/passwords/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { fail, free, login, loginAndFindCaller, loginThrottlePolicy } from './login-attempts.js';

let testApp: TestApp;
let compared = 0;

const counting: Bcrypt = {
  hash: (secret, cost) => bcrypt.hash(secret, cost),
  compare: (secret, hash) => {
    compared += 1;
    return bcrypt.compare(secret, hash);
  },
};

beforeEach(async () => {
  testApp = await createTestApp({ bcrypt: counting, loginThrottlePolicy });
  await testApp.createUser('ada');
});
afterEach(() => testApp.close());

/** A browser's cookie, as the edge would store it. */
function browser(): DeviceCookie & { text: string | null } {
  const cookie: DeviceCookie & { text: string | null } = {
    text: null,
    read: () => cookie.text,
    store: (text) => {
      cookie.text = text;
    },
  };
  return cookie;
}

describe('an identifier that was guessed at too often', () => {
  test.each(['ada', 'nobody-has-this-name', 'ada@example.com', 'nobody@example.com'])(
    'refuses everything typed as %s, a right password too, before any hashing, and says how long',
    async (name) => {
      await fail(testApp, name, free);
      const before = compared;

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
      expect(compared).toBe(before);
    },
  );

  test('is not another one for being written otherwise', async () => {
    const spellings = ['ada', 'ADA', ' ada', 'ada ', '\uff21da', '\u00a0ada'];
    for (let count = 0; count < free; count += 1)
      await login(testApp, spellings[count % 6] ?? '', otherPassword);

    for (const spelling of spellings) {
      expect((await login(testApp, spelling, goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    }
  });

  test('lets one more guess through after the wait, and its owner in with the right one', async () => {
    await fail(testApp, 'ada', free);
    testApp.advance(30);
    await fail(testApp, 'ada', 1);
    expect((await login(testApp, 'ada', goodPassword))['refusals']).toMatchObject([
      { retryAfterSeconds: 60 },
    ]);

    testApp.advance(60);

    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('leaves active sessions alone', async () => {
    const caller = await loginAndFindCaller(testApp, 'ada');
    await fail(testApp, 'ada', free);

    expect(
      await testApp.sessions.sessions.findActiveSession(testApp.reader, caller.sessionId),
    ).not.toBeNull();
    const proven = await testApp.mutate('reauthenticate', { password: goodPassword }, caller);
    expect(proven.reasons).toEqual([]);
  });

  test('is no budget of the address: who hammers at one name keeps the others in the office working', async () => {
    const small = await createTestApp({
      loginThrottlePolicy,
      quotas: { credential: { amount: 6, windowSeconds: 900 } },
    });
    await small.createUser('ada');
    await small.createUser('brook');
    const attempt = (username: string, password: string) =>
      small.mutate('login', { input: { username, password } });
    for (let count = 0; count < 20; count += 1) await attempt('ada', otherPassword);

    expect((await attempt('brook', goodPassword))['status']).toBe('COMPLETE');
    for (let count = 0; count < 2; count += 1) await attempt(`nobody${count}`, otherPassword);
    // Both are shut now: what was typed is judged first.
    expect((await attempt('ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await attempt('brook', goodPassword)).reasons).toEqual(['RATE_LIMITED']);
    await small.close();
  });
});

describe('the two names of one user', () => {
  test('are counted each on its own, so that neither tells that they belong together, and are shut together after the guesses of both', async () => {
    await fail(testApp, 'ada', free);
    expect((await login(testApp, 'ada@example.com', goodPassword))['status']).toBe('COMPLETE');

    await fail(testApp, 'ada@example.com', free);

    expect((await login(testApp, 'ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(testApp, 'ada@example.com', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('a device that signed the user in before', () => {
  test('goes on signing in while strangers are shut out', async () => {
    const laptop = browser();
    await login(testApp, 'ada', goodPassword, laptop);
    expect(laptop.text).not.toBeNull();
    await fail(testApp, 'ada', free);
    await fail(testApp, 'ada@example.com', free);

    expect((await login(testApp, 'ada', goodPassword, browser())).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(testApp, 'ada', goodPassword, laptop))['status']).toBe('COMPLETE');
    expect((await login(testApp, 'ada@example.com', goodPassword, laptop))['status']).toBe('COMPLETE');
  });

  test('has a budget of its own, which is no larger, and of which strangers know nothing', async () => {
    const laptop = browser();
    await login(testApp, 'ada', goodPassword, laptop);
    await fail(testApp, 'ada', free, laptop);

    expect((await login(testApp, 'ada', goodPassword, laptop)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('buys nothing when it is made up, or is of somebody else', async () => {
    await testApp.createUser('eve');
    const eves = browser();
    await login(testApp, 'eve', goodPassword, eves);
    const forged = browser();
    forged.text = `${'A'.repeat(22)}.${'B'.repeat(22)}`;
    await fail(testApp, 'ada', free);

    for (const device of [eves, forged]) {
      expect((await login(testApp, 'ada', goodPassword, device)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    }
  });

  test('is a stranger again after a reset, and known at once where the password was changed', async () => {
    const [laptop, phone] = [browser(), browser()];
    await login(testApp, 'ada', goodPassword, laptop);
    await login(testApp, 'ada', goodPassword, phone);
    const caller = await loginAndFindCaller(testApp, 'ada');
    const input = { currentPassword: goodPassword, newPassword: otherPassword };
    testApp.advance(1);
    await testApp.mutate('changePassword', { input }, caller, { deviceCookie: laptop });
    for (let count = 0; count < free; count += 1) await login(testApp, 'ada', goodPassword);

    expect((await login(testApp, 'ada', otherPassword, phone)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login(testApp, 'ada', otherPassword, laptop))['status']).toBe('COMPLETE');

    testApp.advance(1);
    const { link } = await testApp.users.administration.resetUserPassword(caller.id, cliActor);
    const reset = { token: link.replace('reset:', ''), newPassword: 'nine copper kettles on the stove' };
    expect((await testApp.mutate('resetPassword', { input: reset })).reasons).toEqual([]);
    expect((await login(testApp, 'ada', reset.newPassword, laptop)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe("the caller's own password", () => {
  test('has a budget of its own for reauthenticate and changePassword together, in all sessions', async () => {
    const [one, two] = [await loginAndFindCaller(testApp, 'ada'), await loginAndFindCaller(testApp, 'ada')];
    for (let count = 0; count < free; count += 1) {
      const wrong = { currentPassword: otherPassword, newPassword: 'nine copper kettles on the stove' };
      const answer =
        count % 2 === 0
          ? await testApp.mutate('reauthenticate', { password: otherPassword }, one)
          : await testApp.mutate('changePassword', { input: wrong }, two);
      expect(answer.reasons).toEqual(['CURRENT_PASSWORD_WRONG']);
    }
    const before = compared;

    const proven = await testApp.mutate('reauthenticate', { password: goodPassword }, two);

    expect(proven['refusals']).toMatchObject([{ reason: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: 30 }]);
    expect(compared).toBe(before);
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('unlockUser', () => {
  test('opens a user for strangers again, under both names, and nobody else', async () => {
    const caller = await loginAndFindCaller(testApp, 'ada');
    await fail(testApp, 'ada', free);
    await fail(testApp, 'ada@example.com', free);
    await fail(testApp, 'nobody-has-this-name', free);
    for (let count = 0; count < free; count += 1) {
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
