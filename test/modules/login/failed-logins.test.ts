import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import {
  type Answer,
  client,
  goodPassword,
  openSigningIn,
  otherPassword,
  type SigningIn,
} from '../../helpers/create-test-app.js';
import { fail, free, guessPolicy, login } from './login-attempts.js';

let here: SigningIn;

beforeEach(async () => {
  here = await openSigningIn({ guessPolicy });
  await here.person('ada');
});
afterEach(() => here.close());

function failures(): readonly unknown[] {
  return here.events
    .filter(({ type }) => type.startsWith('login.'))
    .map(({ type, reason }) => [type, reason]);
}

describe('every failure', () => {
  test('is told with what the caller is not: whom it was about, and why', async () => {
    const user = await here.person('dora');
    await here.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);
    await here.users.administration.createUser({ username: 'ingrid', email: 'ingrid@example.com' }, cliActor);
    here.events.length = 0;

    await login(here, 'ada', otherPassword);
    await login(here, 'nobody-has-this-name', otherPassword);
    await login(here, 'ingrid', otherPassword);
    await login(here, 'dora', otherPassword);
    await login(here, 'dora', goodPassword);
    await here.mutate('login', {
      input: { username: 'ada', password: goodPassword, scope: ['users:write'] },
    });
    await fail(here, 'ada', free - 1);
    await login(here, 'ada', goodPassword);

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
    expect((await login(here, 'ada', goodPassword)).reasons).toEqual(['SERVICE_UNAVAILABLE']);
    await here.sql('ALTER TABLE gone RENAME TO guess_counters');

    here.subscribe(async (_, { type }) => {
      if (type === 'login.failed') throw new Error('the log is full');
    });

    await expect(login(here, 'ada', otherPassword)).rejects.toThrow('the log is full');
    expect((await login(here, 'ada', goodPassword))['status']).toBe('COMPLETE');
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
    await fail(here, 'ada', free - 2);
    expect((await post(otherPassword))?.status).toBe(401);
    expect((await post(otherPassword, [['x', '1']]))?.status).toBe(401);

    const shut = await post(goodPassword, [['client_id', 'another']]);

    expect(shut).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '30' },
      body: { error: 'temporarily_unavailable' },
    });
    expect((await login(here, 'ada', goodPassword)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('the budget of refreshes', () => {
  test('counts the refreshes of one session together', async () => {
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

  test('counts tokens that nobody knows by address', async () => {
    const small = await openSigningIn({ quotas: { refresh: { amount: 2, windowSeconds: 60 } } });
    const unknown = (): Promise<Answer> =>
      small.mutate('refreshToken', { input: { refreshToken: `cordon_refresh_${'A'.repeat(43)}` } });

    const reasons = [await unknown(), await unknown(), await unknown()].map((answer) => answer.reasons);

    expect(reasons).toEqual([['REFRESH_TOKEN_INVALID'], ['REFRESH_TOKEN_INVALID'], ['RATE_LIMITED']]);
    await small.close();
  });
});
