import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import bcrypt from 'bcrypt';
import type { CurrentUser, DeviceCookie } from '../../../src/access/index.js';
import { cliActor } from '../../../src/access/index.js';
import { defaultGuessPolicy } from '../../../src/limits/index.js';
import type { Bcrypt } from '../../../src/passwords/index.js';
import {
  type Answer,
  client,
  goodPassword,
  openSigningIn,
  otherPassword,
  type SigningIn,
} from '../../support/signing-in.js';

let here: SigningIn;
let compared = 0;

const counting: Bcrypt = {
  hash: (secret, cost) => bcrypt.hash(secret, cost),
  compare: (secret, hash) => {
    compared += 1;
    return bcrypt.compare(secret, hash);
  },
};

const guessPolicy = { ...defaultGuessPolicy, freeFailures: 4, freeFailuresInAll: 12 };
const { freeFailures: free } = guessPolicy;

beforeEach(async () => {
  here = await openSigningIn({ bcrypt: counting, guessPolicy });
  await here.person('ada');
});
afterEach(() => here.close());

function login(username: string, password: string, deviceCookie?: DeviceCookie): Promise<Answer> {
  const input = { input: { username, password } };
  return here.mutate('login', input, undefined, deviceCookie === undefined ? {} : { deviceCookie });
}

async function fail(username: string, times: number, deviceCookie?: DeviceCookie): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    expect((await login(username, otherPassword, deviceCookie)).reasons).toEqual(['INVALID_CREDENTIALS']);
  }
}

/** A browser's cookie, as the edge would keep it. */
function browser(): DeviceCookie & { text: string | null } {
  const cookie: DeviceCookie & { text: string | null } = {
    text: null,
    read: () => cookie.text,
    keep: (text) => {
      cookie.text = text;
    },
  };
  return cookie;
}

async function signedIn(name: string): Promise<CurrentUser> {
  const { tokens } = await login(name, goodPassword);
  const caller = await here.caller((tokens as { accessToken: string }).accessToken);
  if (caller === null) throw new Error('not signed in');
  return caller;
}

function failures(): readonly unknown[] {
  return here.events
    .filter(({ type }) => type.startsWith('login.'))
    .map(({ type, reason }) => [type, reason]);
}

describe('an identifier that was guessed at too often', () => {
  test.each(['ada', 'nobody-has-this-name', 'ada@example.com', 'nobody@example.com'])(
    'refuses everything typed as %s, a right password too, before any hashing, and says how long',
    async (name) => {
      await fail(name, free);
      const before = compared;

      const [wrong, right] = [await login(name, otherPassword), await login(name, goodPassword)];

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
    for (let count = 0; count < free; count += 1) await login(spellings[count % 6] ?? '', otherPassword);

    for (const spelling of spellings) {
      expect((await login(spelling, goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    }
  });

  test('lets one more guess through after the wait, and its owner in with the right one', async () => {
    await fail('ada', free);
    here.advance(30);
    await fail('ada', 1);
    expect((await login('ada', goodPassword))['refusals']).toMatchObject([{ retryAfterSeconds: 60 }]);

    here.advance(60);

    expect((await login('ada', goodPassword))['status']).toBe('COMPLETE');
    expect((await login('ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('leaves living sessions alone', async () => {
    const caller = await signedIn('ada');
    await fail('ada', free);

    expect(await here.sessions.sessions.findLiving(here.reader, caller.sessionId)).not.toBeNull();
    const proven = await here.mutate('reauthenticate', { password: goodPassword }, caller);
    expect(proven.reasons).toEqual([]);
  });

  test('is no budget of the address: who hammers at one name keeps the others in the office working', async () => {
    const small = await openSigningIn({
      guessPolicy,
      quotas: { credential: { amount: 6, windowSeconds: 900 } },
    });
    await small.person('ada');
    await small.person('brook');
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

describe('the two names of one person', () => {
  test('are counted each on its own, so that neither tells that they belong together, and are shut together after the guesses of both', async () => {
    await fail('ada', free);
    expect((await login('ada@example.com', goodPassword))['status']).toBe('COMPLETE');

    await fail('ada@example.com', free);

    expect((await login('ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login('ada@example.com', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('a device that signed the person in before', () => {
  test('goes on signing in while strangers are shut out', async () => {
    const laptop = browser();
    await login('ada', goodPassword, laptop);
    expect(laptop.text).not.toBeNull();
    await fail('ada', free);
    await fail('ada@example.com', free);

    expect((await login('ada', goodPassword, browser())).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login('ada', goodPassword, laptop))['status']).toBe('COMPLETE');
    expect((await login('ada@example.com', goodPassword, laptop))['status']).toBe('COMPLETE');
  });

  test('has a budget of its own, which is no larger, and of which strangers know nothing', async () => {
    const laptop = browser();
    await login('ada', goodPassword, laptop);
    await fail('ada', free, laptop);

    expect((await login('ada', goodPassword, laptop)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login('ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('buys nothing when it is made up, or is of somebody else', async () => {
    await here.person('eve');
    const eves = browser();
    await login('eve', goodPassword, eves);
    const forged = browser();
    forged.text = `${'A'.repeat(22)}.${'B'.repeat(22)}`;
    await fail('ada', free);

    for (const device of [eves, forged]) {
      expect((await login('ada', goodPassword, device)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    }
  });

  test('is a stranger again after a reset, and known at once where the password was changed', async () => {
    const [laptop, phone] = [browser(), browser()];
    await login('ada', goodPassword, laptop);
    await login('ada', goodPassword, phone);
    const caller = await signedIn('ada');
    const input = { currentPassword: goodPassword, newPassword: otherPassword };
    here.advance(1);
    await here.mutate('changePassword', { input }, caller, { deviceCookie: laptop });
    for (let count = 0; count < free; count += 1) await login('ada', goodPassword);

    expect((await login('ada', otherPassword, phone)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect((await login('ada', otherPassword, laptop))['status']).toBe('COMPLETE');

    here.advance(1);
    const { link } = await here.users.administration.resetUserPassword(caller.id, cliActor);
    const reset = { token: link.replace('reset:', ''), newPassword: 'nine copper kettles on the stove' };
    expect((await here.mutate('resetPassword', { input: reset })).reasons).toEqual([]);
    expect((await login('ada', reset.newPassword, laptop)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe("the caller's own password", () => {
  test('has a budget of its own for reauthenticate and changePassword together, in all sessions', async () => {
    const [one, two] = [await signedIn('ada'), await signedIn('ada')];
    for (let count = 0; count < free; count += 1) {
      const wrong = { currentPassword: otherPassword, newPassword: 'nine copper kettles on the stove' };
      const answer =
        count % 2 === 0
          ? await here.mutate('reauthenticate', { password: otherPassword }, one)
          : await here.mutate('changePassword', { input: wrong }, two);
      expect(answer.reasons).toEqual(['CURRENT_PASSWORD_WRONG']);
    }
    const before = compared;

    const proven = await here.mutate('reauthenticate', { password: goodPassword }, two);

    expect(proven['refusals']).toMatchObject([{ reason: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: 30 }]);
    expect(compared).toBe(before);
    expect((await login('ada', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('unlockUser', () => {
  test('opens a person for strangers again, under both names, and nobody else', async () => {
    const caller = await signedIn('ada');
    await fail('ada', free);
    await fail('ada@example.com', free);
    await fail('nobody-has-this-name', free);
    for (let count = 0; count < free; count += 1) {
      await here.mutate('reauthenticate', { password: otherPassword }, caller);
    }

    await here.users.administration.unlockUser(caller.id, cliActor);

    expect((await login('ADA', goodPassword))['status']).toBe('COMPLETE');
    expect((await login('ada@example.com', goodPassword))['status']).toBe('COMPLETE');
    expect((await here.mutate('reauthenticate', { password: goodPassword }, caller)).reasons).toEqual([]);
    expect((await login('nobody-has-this-name', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('every failure', () => {
  test('is told with what the caller is not: whom it was about, and why', async () => {
    const user = await here.person('dora');
    await here.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);
    await here.users.administration.createUser({ username: 'ingrid', email: 'ingrid@example.com' }, cliActor);
    here.events.length = 0;

    await login('ada', otherPassword);
    await login('nobody-has-this-name', otherPassword);
    await login('ingrid', otherPassword);
    await login('dora', otherPassword);
    await login('dora', goodPassword);
    await here.mutate('login', {
      input: { username: 'ada', password: goodPassword, scope: ['users:write'] },
    });
    await fail('ada', free - 1);
    await login('ada', goodPassword);

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
    expect(here.events.every(({ outcome }) => outcome === 'FAILURE')).toBe(true);
    expect(here.events.map(({ actor }) => actor.type)).toEqual(Array(here.events.length).fill('ANONYMOUS'));
    expect(JSON.stringify(here.events)).not.toMatch(/nobody-has-this-name|quiet harbour|frozen river/);
    expect(here.events.at(1)?.subjectId).toBeNull();
    expect(here.events.at(4)?.subjectId).toBe(user.id);
  });

  test('that cannot be counted, or cannot be written down, gets no answer about the password', async () => {
    await here.sql('ALTER TABLE guess_counters RENAME TO gone');
    expect((await login('ada', goodPassword)).reasons).toEqual(['SERVICE_UNAVAILABLE']);
    await here.sql('ALTER TABLE gone RENAME TO guess_counters');

    here.subscribe(async (_, { type }) => {
      if (type === 'login.failed') throw new Error('the log is full');
    });

    await expect(login('ada', otherPassword)).rejects.toThrow('the log is full');
    expect((await login('ada', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('both doors', () => {
  test('count the same name and the same address, whatever stands beside them in the form', async () => {
    const token = here.routes.find(({ path }) => path === '/token');
    const post = async (password: string, more: readonly (readonly [string, string])[] = []) =>
      token?.handle({
        method: 'POST',
        headers: {},
        form: [['username', 'ADA'], ['password', password], ...more],
        query: more,
        authorizationHeaders: 0,
        client,
      });
    await fail('ada', free - 2);
    expect((await post(otherPassword))?.status).toBe(401);
    expect((await post(otherPassword, [['x', '1']]))?.status).toBe(401);

    const shut = await post(goodPassword, [['client_id', 'another']]);

    expect(shut).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '30' },
      body: { error: 'temporarily_unavailable' },
    });
    expect((await login('ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('count the refreshes of one session together', async () => {
    const small = await openSigningIn({ quotas: { refresh: { amount: 3, windowSeconds: 60 } } });
    await small.person('ada');
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

  test('count tokens that nobody knows by address', async () => {
    const small = await openSigningIn({ quotas: { refresh: { amount: 2, windowSeconds: 60 } } });
    const unknown = (): Promise<Answer> =>
      small.mutate('refreshToken', { input: { refreshToken: `cordon_refresh_${'A'.repeat(43)}` } });

    const reasons = [await unknown(), await unknown(), await unknown()].map((answer) => answer.reasons);

    expect(reasons).toEqual([['REFRESH_TOKEN_INVALID'], ['REFRESH_TOKEN_INVALID'], ['RATE_LIMITED']]);
    await small.close();
  });
});
