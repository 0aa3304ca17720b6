import { describe, expect, test } from '@jest/globals';
import type { UserId } from '../../../src/shared/index.js';
import type { SessionsFixture } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';
import { setUpSessionsFixture } from './set-up-sessions-fixture.js';

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;

setUpSessionsFixture((context) => {
  ({ opened, fixture, userId } = context);
});

describe('reuse of a refresh token', () => {
  test('after the grace window ends the session with its access tokens and emits events', async () => {
    const first = await fixture.signIn(userId);
    const second = await fixture.refresh(first.refreshToken);
    fixture.clock.moveBy(10.001);

    expect(await fixture.refreshFailure(first.refreshToken)).toBe('REFRESH_TOKEN_REUSED');

    expect(await fixture.findSessionRow(first.sessionId)).toMatchObject({
      ended_at: fixture.clock.now(),
      end_reason: 'REFRESH_TOKEN_REUSED',
    });
    expect(await fixture.accessTokenFailure(second.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.refreshFailure(second.refreshToken)).toBe('SESSION_REVOKED');
    expect(await fixture.refreshFailure(first.refreshToken)).toBe('SESSION_REVOKED');
    const facts = { occurredAt: fixture.clock.now(), subjectId: userId, sessionId: first.sessionId };
    expect(fixture.events.slice(1)).toEqual([
      { type: 'session.reuse-detected', actor: { type: 'ANONYMOUS' }, ...facts },
      { type: 'session.ended', actor: { type: 'SYSTEM' }, reason: 'REFRESH_TOKEN_REUSED', ...facts },
    ]);
  });

  test('with a used successor ends the session immediately', async () => {
    const first = await fixture.signIn(userId);
    const second = await fixture.refresh(first.refreshToken);
    await fixture.refresh(second.refreshToken);

    expect(await fixture.refreshFailure(first.refreshToken)).toBe('REFRESH_TOKEN_REUSED');
  });

  test('keeps the other sessions of the user', async () => {
    const [stolen, other] = [await fixture.signIn(userId), await fixture.signIn(userId)];
    await fixture.refresh(stolen.refreshToken);
    fixture.clock.moveBy(11);

    expect(await fixture.refreshFailure(stolen.refreshToken)).toBe('REFRESH_TOKEN_REUSED');

    expect(await fixture.accessTokenFailure(other.accessToken)).toBeNull();
    expect(await fixture.refreshFailure(other.refreshToken)).toBeNull();
  });
});

describe('the lifetime of a session', () => {
  test('is extended by every refresh before its idle end', async () => {
    let { refreshToken } = await fixture.signIn(userId);

    fixture.clock.moveBy(3599);
    ({ refreshToken } = await fixture.refresh(refreshToken));
    fixture.clock.moveBy(3000);
    expect(await fixture.refreshFailure(refreshToken)).toBeNull();
  });

  test('ends at its idle end', async () => {
    const { refreshToken } = await fixture.signIn(userId);

    fixture.clock.moveBy(3600);
    expect(await fixture.refreshFailure(refreshToken)).toBe('REFRESH_TOKEN_EXPIRED');
  });

  test('ends at its absolute end in spite of refreshes', async () => {
    let { refreshToken, refreshExpiresAt } = await fixture.signIn(userId);
    const absoluteEnd = new Date(fixture.clock.now().getTime() + 7_200_000);

    fixture.clock.moveBy(3500);
    ({ refreshToken, refreshExpiresAt } = await fixture.refresh(refreshToken));
    fixture.clock.moveBy(3500);
    ({ refreshToken, refreshExpiresAt } = await fixture.refresh(refreshToken));

    expect(refreshExpiresAt).toEqual(absoluteEnd);
    fixture.clock.moveBy(200);
    expect(await fixture.refreshFailure(refreshToken)).toBe('REFRESH_TOKEN_EXPIRED');
  });
});

describe('endSessions with an exception', () => {
  test('keeps the excepted session, returns the number of active others, and ends none twice', async () => {
    const [kept, one, two] = [
      await fixture.signIn(userId),
      await fixture.signIn(userId),
      await fixture.signIn(userId),
    ];
    await fixture.sessions.logout({ refreshToken: one.refreshToken, currentUser: null });
    const before = await fixture.findSessionRow(one.sessionId);
    fixture.clock.moveBy(5);

    const ended = await opened.database.transactions.run((transaction) =>
      fixture.sessions.endSessions(transaction, userId, {
        except: kept.sessionId,
        reason: 'PASSWORD_CHANGED',
      }),
    );

    expect(ended).toBe(1);
    expect(await fixture.accessTokenFailure(kept.accessToken)).toBeNull();
    expect(await fixture.accessTokenFailure(two.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.findSessionRow(one.sessionId)).toEqual(before);
  });

  test('ends expired sessions too, without counting them, so that a clock set back cannot revive them', async () => {
    const { sessionId } = await fixture.signIn(userId);
    fixture.clock.moveBy(3600);

    const ended = await opened.database.transactions.run((transaction) =>
      fixture.sessions.endSessions(transaction, userId, { reason: 'PASSWORD_CHANGED' }),
    );

    expect(ended).toBe(0);
    expect(await fixture.findSessionRow(sessionId)).toMatchObject({ end_reason: 'PASSWORD_CHANGED' });
  });
});
