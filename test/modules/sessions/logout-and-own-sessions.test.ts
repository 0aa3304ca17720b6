import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CurrentUser } from '../../../src/modules/access/index.js';
import type { IssuedTokens } from '../../../src/modules/sessions/index.js';
import type { UserId } from '../../../src/shared/index.js';
import {
  type Bench,
  createBench,
  insertUser,
  openSessionsDatabase,
  reasonOf,
} from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

/** What people do with their own sessions, seen from each of three devices and from somebody else's. */

let opened: TestDatabase;
let bench: Bench;
let userId: UserId;
let [one, two, three, others]: IssuedTokens[] = [];

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  bench = createBench(opened.database);
  userId = await insertUser(opened.database);
  one = await bench.signIn(userId);
  two = await bench.signIn(userId);
  three = await bench.signIn(userId);
  others = await bench.signIn(await insertUser(opened.database));
  bench.events.length = 0;
});

async function callerOf(tokens: IssuedTokens | undefined): Promise<CurrentUser> {
  const user = (await bench.authenticator.authenticate(tokens?.accessToken ?? ''))?.user;
  if (user === null || user === undefined) throw new Error('nobody is signed in there');
  return user;
}

/** Which of the four devices still answer. */
async function living(): Promise<readonly boolean[]> {
  const failures = [one, two, three, others].map((tokens) => bench.failure(tokens?.accessToken ?? ''));
  return (await Promise.all(failures)).map((failure) => failure === null);
}

const textOf = (tokens: IssuedTokens | undefined) => tokens?.refreshToken ?? '';
const everywhere = { type: 'user.sessions-revoked', actor: { type: 'USER' } };

describe('logout everywhere', () => {
  test('of the others keeps the session that asks, and is told once', async () => {
    const request = { scope: 'OTHERS', refreshToken: null, currentUser: await callerOf(two) } as const;

    expect(await bench.sessions.logout(request)).toBe(2);

    expect(await living()).toEqual([false, true, false, true]);
    expect(bench.events).toMatchObject([{ ...everywhere, subjectId: userId }]);
    expect(await bench.sessions.logout(request)).toBe(0);
    expect(bench.events).toHaveLength(1);
  });

  test('of all ends the session that asks too', async () => {
    const currentUser = await callerOf(two);

    expect(await bench.sessions.logout({ scope: 'ALL', refreshToken: null, currentUser })).toBe(3);

    expect(await living()).toEqual([false, false, false, true]);
    expect(bench.events).toMatchObject([everywhere]);
  });

  test.each([
    ['OTHERS', 2, [true, false, false, true]],
    ['ALL', 3, [false, false, false, true]],
  ] as const)('works for %s with a refresh token alone', async (scope, ended, left) => {
    expect(await bench.sessions.logout({ scope, refreshToken: textOf(one), currentUser: null })).toBe(ended);
    expect(await living()).toEqual(left);
  });

  test('of the others keeps both sessions when two credentials of one person were sent', async () => {
    const currentUser = await callerOf(one);

    await bench.sessions.logout({ scope: 'OTHERS', refreshToken: textOf(three), currentUser });

    expect(await living()).toEqual([true, false, true, true]);
  });

  test('of all with credentials of two people ends the sessions of both', async () => {
    const currentUser = await callerOf(one);

    expect(await bench.sessions.logout({ scope: 'ALL', refreshToken: textOf(others), currentUser })).toBe(4);
  });

  test('counts an honest retry of a lost refresh, but a refresh token used long ago reaches its own session only', async () => {
    const first = textOf(one);
    await bench.refresh(first);
    bench.clock.moveBy(10);
    const justUsed = { scope: 'OTHERS', refreshToken: first, currentUser: null } as const;
    expect(await bench.sessions.logout(justUsed)).toBe(2);
    two = await bench.signIn(userId);

    bench.clock.moveBy(1);
    expect(await bench.sessions.logout(justUsed)).toBe(0);
    expect(await bench.sessions.logout({ ...justUsed, scope: 'ALL' })).toBe(1);
    expect(await living()).toEqual([false, true, false, true]);
  });

  test('of all with a refresh token of an ended session ends nothing', async () => {
    await bench.sessions.logout({ refreshToken: textOf(one), currentUser: null });

    expect(await bench.sessions.logout({ scope: 'ALL', refreshToken: textOf(one), currentUser: null })).toBe(
      0,
    );
    expect(await living()).toEqual([false, true, true, true]);
  });

  test('is refused to a narrowed token without account:write, by either credential; its own session it may end', async () => {
    const narrow = await bench.signIn(userId, { scope: ['account:read'] });
    const credentials = [
      { refreshToken: null, currentUser: await callerOf(narrow) },
      { refreshToken: narrow.refreshToken, currentUser: null },
    ];

    for (const credential of credentials) {
      for (const scope of ['OTHERS', 'ALL'] as const) {
        expect(await bench.sessions.logout({ scope, ...credential }).catch(reasonOf)).toBe(
          'SCOPE_NOT_ALLOWED',
        );
      }
    }
    expect(await living()).toEqual([true, true, true, true]);
    expect(await bench.sessions.logout({ refreshToken: narrow.refreshToken, currentUser: null })).toBe(1);
  });

  test('is granted to a narrowed token with account:write', async () => {
    const narrow = await bench.signIn(userId, { scope: ['account:write'] });

    const request = { scope: 'ALL', refreshToken: narrow.refreshToken, currentUser: null } as const;
    expect(await bench.sessions.logout(request)).toBe(4);
  });

  test.each(['OTHERS', 'ALL'] as const)('never fails for a stranger who says %s', async (scope) => {
    for (const refreshToken of [null, '', 'nonsense', `cordon_refresh_${'A'.repeat(43)}`]) {
      expect(await bench.sessions.logout({ scope, refreshToken, currentUser: null })).toBe(0);
    }
    expect(await living()).toEqual([true, true, true, true]);
  });
});

describe('a session of my own', () => {
  test('is ended by its id, at once and only that, and told', async () => {
    await bench.sessions.revokeOwn(await callerOf(one), three?.sessionId ?? '');

    expect(await living()).toEqual([true, true, false, true]);
    expect(bench.events).toMatchObject([
      { type: 'session.ended', sessionId: three?.sessionId, reason: 'REVOKED', subjectId: userId },
    ]);
  });

  test('may be the one that asks', async () => {
    await bench.sessions.revokeOwn(await callerOf(one), one?.sessionId ?? '');

    expect(await living()).toEqual([false, true, true, true]);
  });

  test('that has ended, or is over by time, is no failure and not told again', async () => {
    const currentUser = await callerOf(one);
    await bench.sessions.revokeOwn(currentUser, two?.sessionId ?? '');
    const told = bench.events.length;

    await bench.sessions.revokeOwn(currentUser, two?.sessionId ?? '');
    expect(bench.events).toHaveLength(told);
    bench.clock.moveBy(7200);
    await bench.sessions.revokeOwn(currentUser, three?.sessionId ?? '');
    expect(bench.events).toHaveLength(told);
  });

  test("is the only kind: another person's, a foreign id and nonsense are refused in the same words", async () => {
    const currentUser = await callerOf(one);
    const ids = [others?.sessionId ?? '', '018f3f3e-0000-7000-8000-00000000dead', '', "' OR true --"];

    const refusals = await Promise.all(
      ids.map((id) => bench.sessions.revokeOwn(currentUser, id).then(() => null, wordsOf)),
    );

    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toContain('SESSION_NOT_FOUND');
    expect(await living()).toEqual([true, true, true, true]);
  });
});

function wordsOf(error: unknown): string {
  return `${reasonOf(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.message : ''}`;
}
