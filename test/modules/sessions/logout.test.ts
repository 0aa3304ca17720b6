import { describe, expect, test } from '@jest/globals';
import type { UserId } from '../../../src/shared/index.js';
import type { SessionsFixture } from '../../helpers/sessions-fixture.js';
import { setUpSessionsFixture } from './set-up-sessions-fixture.js';

let fixture: SessionsFixture;
let userId: UserId;

setUpSessionsFixture((context) => {
  ({ fixture, userId } = context);
});

const userOf = async (accessToken: string) =>
  (await fixture.authenticator.authenticate(accessToken))?.user ?? null;

describe('logout', () => {
  test('with an access token ends exactly that session and emits an event', async () => {
    const [own, other] = [await fixture.signIn(userId), await fixture.signIn(userId)];
    const currentUser = await userOf(own.accessToken);
    fixture.events.length = 0;

    expect(await fixture.sessions.logout({ refreshToken: null, currentUser })).toBe(1);

    expect(await fixture.accessTokenFailure(own.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.refreshFailure(own.refreshToken)).toBe('SESSION_REVOKED');
    expect(await fixture.accessTokenFailure(other.accessToken)).toBeNull();
    expect(fixture.events).toEqual([
      {
        type: 'session.ended',
        occurredAt: fixture.clock.now(),
        actor: { type: 'USER', id: userId },
        subjectId: userId,
        sessionId: own.sessionId,
        reason: 'LOGOUT',
      },
    ]);
  });

  test('with a refresh token succeeds after the access token has expired', async () => {
    const { accessToken, refreshToken } = await fixture.signIn(userId);
    fixture.clock.moveBy(900);

    expect(await fixture.accessTokenFailure(accessToken)).toBe('TOKEN_EXPIRED');
    expect(await fixture.sessions.logout({ refreshToken, currentUser: null })).toBe(1);
    expect(await fixture.refreshFailure(refreshToken)).toBe('SESSION_REVOKED');
  });

  test('with a used refresh token ends its session too', async () => {
    const first = await fixture.signIn(userId);
    const second = await fixture.refresh(first.refreshToken);

    expect(await fixture.sessions.logout({ refreshToken: first.refreshToken, currentUser: null })).toBe(1);
    expect(await fixture.accessTokenFailure(second.accessToken)).toBe('SESSION_REVOKED');
  });

  test('with both of one session ends it once; of two sessions ends both', async () => {
    const [one, two, three] = [
      await fixture.signIn(userId),
      await fixture.signIn(userId),
      await fixture.signIn(userId),
    ];

    const both = { refreshToken: one.refreshToken, currentUser: await userOf(one.accessToken) };
    expect(await fixture.sessions.logout(both)).toBe(1);
    const mixed = { refreshToken: two.refreshToken, currentUser: await userOf(three.accessToken) };
    expect(await fixture.sessions.logout(mixed)).toBe(2);
  });

  test('never fails for an ended session and emits one event only', async () => {
    const { accessToken, refreshToken } = await fixture.signIn(userId);
    const currentUser = await userOf(accessToken);
    await fixture.sessions.logout({ refreshToken, currentUser });
    const eventCount = fixture.events.length;

    expect(await fixture.sessions.logout({ refreshToken, currentUser })).toBe(0);
    expect(fixture.events).toHaveLength(eventCount);
  });

  test.each([null, '', 'nonsense', `cordon_refresh_${'A'.repeat(43)}`])(
    'never fails without a valid credential (%p)',
    async (refreshToken) => {
      expect(await fixture.sessions.logout({ refreshToken, currentUser: null })).toBe(0);
    },
  );
});
