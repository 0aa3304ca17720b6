import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CurrentUser } from '../../../src/modules/access/index.js';
import type { IssuedTokens } from '../../../src/modules/sessions/index.js';
import type { UserId } from '../../../src/shared/index.js';
import {
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  reasonOf,
  type SessionsFixture,
} from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

/** What users do with their own sessions, seen from each of three devices and from somebody else's. */

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;
let [one, two, three, others]: IssuedTokens[] = [];

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  fixture = createSessionsFixture(opened.database);
  userId = await insertUser(opened.database);
  one = await fixture.signIn(userId);
  two = await fixture.signIn(userId);
  three = await fixture.signIn(userId);
  others = await fixture.signIn(await insertUser(opened.database));
  fixture.events.length = 0;
});

async function callerOf(tokens: IssuedTokens | undefined): Promise<CurrentUser> {
  const user = (await fixture.authenticator.authenticate(tokens?.accessToken ?? ''))?.user;
  if (user === null || user === undefined) throw new Error('nobody is signed in there');
  return user;
}

/** Which of the four devices still answer. */
async function activeDevices(): Promise<readonly boolean[]> {
  const failures = [one, two, three, others].map((tokens) =>
    fixture.accessTokenFailure(tokens?.accessToken ?? ''),
  );
  return (await Promise.all(failures)).map((failure) => failure === null);
}

const refreshTokenOf = (tokens: IssuedTokens | undefined) => tokens?.refreshToken ?? '';
const everywhere = { type: 'user.sessions-revoked', actor: { type: 'USER' } };

describe('logout everywhere', () => {
  test('of the others keeps the session that asks, and is told once', async () => {
    const request = { scope: 'OTHERS', refreshToken: null, currentUser: await callerOf(two) } as const;

    expect(await fixture.sessions.logout(request)).toBe(2);

    expect(await activeDevices()).toEqual([false, true, false, true]);
    expect(fixture.events).toMatchObject([{ ...everywhere, subjectId: userId }]);
    expect(await fixture.sessions.logout(request)).toBe(0);
    expect(fixture.events).toHaveLength(1);
  });

  test('of all ends the session that asks too', async () => {
    const currentUser = await callerOf(two);

    expect(await fixture.sessions.logout({ scope: 'ALL', refreshToken: null, currentUser })).toBe(3);

    expect(await activeDevices()).toEqual([false, false, false, true]);
    expect(fixture.events).toMatchObject([everywhere]);
  });

  test.each([
    ['OTHERS', 2, [true, false, false, true]],
    ['ALL', 3, [false, false, false, true]],
  ] as const)('works for %s with a refresh token alone', async (scope, ended, left) => {
    expect(
      await fixture.sessions.logout({ scope, refreshToken: refreshTokenOf(one), currentUser: null }),
    ).toBe(ended);
    expect(await activeDevices()).toEqual(left);
  });

  test('of the others keeps both sessions when two credentials of one user were sent', async () => {
    const currentUser = await callerOf(one);

    await fixture.sessions.logout({ scope: 'OTHERS', refreshToken: refreshTokenOf(three), currentUser });

    expect(await activeDevices()).toEqual([true, false, true, true]);
  });

  test('of all with credentials of two users ends the sessions of both', async () => {
    const currentUser = await callerOf(one);

    expect(
      await fixture.sessions.logout({ scope: 'ALL', refreshToken: refreshTokenOf(others), currentUser }),
    ).toBe(4);
  });

  test('counts an honest retry of a lost refresh, but a refresh token used long ago reaches its own session only', async () => {
    const first = refreshTokenOf(one);
    await fixture.refresh(first);
    fixture.clock.moveBy(10);
    const justUsed = { scope: 'OTHERS', refreshToken: first, currentUser: null } as const;
    expect(await fixture.sessions.logout(justUsed)).toBe(2);
    two = await fixture.signIn(userId);

    fixture.clock.moveBy(1);
    expect(await fixture.sessions.logout(justUsed)).toBe(0);
    expect(await fixture.sessions.logout({ ...justUsed, scope: 'ALL' })).toBe(1);
    expect(await activeDevices()).toEqual([false, true, false, true]);
  });

  test('of all with a refresh token of an ended session ends nothing', async () => {
    await fixture.sessions.logout({ refreshToken: refreshTokenOf(one), currentUser: null });

    expect(
      await fixture.sessions.logout({ scope: 'ALL', refreshToken: refreshTokenOf(one), currentUser: null }),
    ).toBe(0);
    expect(await activeDevices()).toEqual([false, true, true, true]);
  });

  test('is refused to a narrowed token without account:write, by either credential; its own session it may end', async () => {
    const narrow = await fixture.signIn(userId, { scope: ['account:read'] });
    const credentials = [
      { refreshToken: null, currentUser: await callerOf(narrow) },
      { refreshToken: narrow.refreshToken, currentUser: null },
    ];

    for (const credential of credentials) {
      for (const scope of ['OTHERS', 'ALL'] as const) {
        expect(await fixture.sessions.logout({ scope, ...credential }).catch(reasonOf)).toBe(
          'SCOPE_NOT_ALLOWED',
        );
      }
    }
    expect(await activeDevices()).toEqual([true, true, true, true]);
    expect(await fixture.sessions.logout({ refreshToken: narrow.refreshToken, currentUser: null })).toBe(1);
  });

  test('is granted to a narrowed token with account:write', async () => {
    const narrow = await fixture.signIn(userId, { scope: ['account:write'] });

    const request = { scope: 'ALL', refreshToken: narrow.refreshToken, currentUser: null } as const;
    expect(await fixture.sessions.logout(request)).toBe(4);
  });

  test.each(['OTHERS', 'ALL'] as const)('never fails for a stranger who says %s', async (scope) => {
    for (const refreshToken of [null, '', 'nonsense', `cordon_refresh_${'A'.repeat(43)}`]) {
      expect(await fixture.sessions.logout({ scope, refreshToken, currentUser: null })).toBe(0);
    }
    expect(await activeDevices()).toEqual([true, true, true, true]);
  });
});

describe('a session of my own', () => {
  test('is ended by its id, at once and only that, and told', async () => {
    await fixture.sessions.revokeOwnSession(await callerOf(one), three?.sessionId ?? '');

    expect(await activeDevices()).toEqual([true, true, false, true]);
    expect(fixture.events).toMatchObject([
      { type: 'session.ended', sessionId: three?.sessionId, reason: 'REVOKED', subjectId: userId },
    ]);
  });

  test('may be the one that asks', async () => {
    await fixture.sessions.revokeOwnSession(await callerOf(one), one?.sessionId ?? '');

    expect(await activeDevices()).toEqual([false, true, true, true]);
  });

  test('that has ended, or is over by time, is no failure and not told again', async () => {
    const currentUser = await callerOf(one);
    await fixture.sessions.revokeOwnSession(currentUser, two?.sessionId ?? '');
    const told = fixture.events.length;

    await fixture.sessions.revokeOwnSession(currentUser, two?.sessionId ?? '');
    expect(fixture.events).toHaveLength(told);
    fixture.clock.moveBy(7200);
    await fixture.sessions.revokeOwnSession(currentUser, three?.sessionId ?? '');
    expect(fixture.events).toHaveLength(told);
  });

  test("is the only kind: another user's, a foreign id and nonsense are refused in the same words", async () => {
    const currentUser = await callerOf(one);
    const ids = [others?.sessionId ?? '', '018f3f3e-0000-7000-8000-00000000dead', '', "' OR true --"];

    const refusals = await Promise.all(
      ids.map((id) => fixture.sessions.revokeOwnSession(currentUser, id).then(() => null, describeError)),
    );

    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toContain('SESSION_NOT_FOUND');
    expect(await activeDevices()).toEqual([true, true, true, true]);
  });
});

function describeError(error: unknown): string {
  return `${reasonOf(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.message : ''}`;
}
