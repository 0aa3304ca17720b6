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

/** Users end their own sessions; observed on three devices of the user and one of another user. */

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
  if (user === null || user === undefined) throw new Error('the token is not accepted');
  return user;
}

/** Returns which of the four devices are still signed in. */
async function activeDevices(): Promise<readonly boolean[]> {
  const failures = [one, two, three, others].map((tokens) =>
    fixture.accessTokenFailure(tokens?.accessToken ?? ''),
  );
  return (await Promise.all(failures)).map((failure) => failure === null);
}

const refreshTokenOf = (tokens: IssuedTokens | undefined) => tokens?.refreshToken ?? '';
const everywhere = { type: 'user.sessions-revoked', actor: { type: 'USER' } };

describe('logout', () => {
  test("with OTHERS keeps the caller's session and emits one event", async () => {
    const request = { scope: 'OTHERS', refreshToken: null, currentUser: await callerOf(two) } as const;

    expect(await fixture.sessions.logout(request)).toBe(2);

    expect(await activeDevices()).toEqual([false, true, false, true]);
    expect(fixture.events).toMatchObject([{ ...everywhere, subjectId: userId }]);
    expect(await fixture.sessions.logout(request)).toBe(0);
    expect(fixture.events).toHaveLength(1);
  });

  test("with ALL ends the caller's session too", async () => {
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

  test('with OTHERS keeps both sessions of two credentials of one user', async () => {
    const currentUser = await callerOf(one);

    await fixture.sessions.logout({ scope: 'OTHERS', refreshToken: refreshTokenOf(three), currentUser });

    expect(await activeDevices()).toEqual([true, false, true, true]);
  });

  test('with ALL and credentials of two users ends the sessions of both', async () => {
    const currentUser = await callerOf(one);

    expect(
      await fixture.sessions.logout({ scope: 'ALL', refreshToken: refreshTokenOf(others), currentUser }),
    ).toBe(4);
  });

  test('accepts a retry of a refresh token within the grace window; one used long ago ends only its session', async () => {
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

  test('with ALL and a refresh token of an ended session ends nothing', async () => {
    await fixture.sessions.logout({ refreshToken: refreshTokenOf(one), currentUser: null });

    expect(
      await fixture.sessions.logout({ scope: 'ALL', refreshToken: refreshTokenOf(one), currentUser: null }),
    ).toBe(0);
    expect(await activeDevices()).toEqual([false, true, true, true]);
  });

  test('of other sessions is rejected for a narrowed token without account:write', async () => {
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

  test('of other sessions is allowed for a narrowed token with account:write', async () => {
    const narrow = await fixture.signIn(userId, { scope: ['account:write'] });

    const request = { scope: 'ALL', refreshToken: narrow.refreshToken, currentUser: null } as const;
    expect(await fixture.sessions.logout(request)).toBe(4);
  });

  test.each(['OTHERS', 'ALL'] as const)('without a credential never fails with %s', async (scope) => {
    for (const refreshToken of [null, '', 'nonsense', `cordon_refresh_${'A'.repeat(43)}`]) {
      expect(await fixture.sessions.logout({ scope, refreshToken, currentUser: null })).toBe(0);
    }
    expect(await activeDevices()).toEqual([true, true, true, true]);
  });
});

describe('revokeOwnSession', () => {
  test('ends exactly the given session and emits an event', async () => {
    await fixture.sessions.revokeOwnSession(await callerOf(one), three?.sessionId ?? '');

    expect(await activeDevices()).toEqual([true, true, false, true]);
    expect(fixture.events).toMatchObject([
      { type: 'session.ended', sessionId: three?.sessionId, reason: 'REVOKED', subjectId: userId },
    ]);
  });

  test("may end the caller's own session", async () => {
    await fixture.sessions.revokeOwnSession(await callerOf(one), one?.sessionId ?? '');

    expect(await activeDevices()).toEqual([false, true, true, true]);
  });

  test('succeeds without an event for a session that has ended or expired', async () => {
    const currentUser = await callerOf(one);
    await fixture.sessions.revokeOwnSession(currentUser, two?.sessionId ?? '');
    const eventCount = fixture.events.length;

    await fixture.sessions.revokeOwnSession(currentUser, two?.sessionId ?? '');
    expect(fixture.events).toHaveLength(eventCount);
    const past = fixture.clock.now();
    await opened.database.dataSource.query('UPDATE sessions SET expires_at = $2 WHERE id = $1', [
      three?.sessionId,
      past,
    ]);
    await fixture.sessions.revokeOwnSession(currentUser, three?.sessionId ?? '');
    expect(fixture.events).toHaveLength(eventCount);
  });

  test('rejects sessions of other users, unknown ids and invalid ids alike', async () => {
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
