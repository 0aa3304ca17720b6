import { describe, expect, test } from '@jest/globals';
import type { UserId } from '../../../src/shared/index.js';
import type { Bench } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';
import { beforeEachTest } from './set-up-sessions-fixture.js';

/** How sessions end without a logout: by reuse, by time, and all but one. */

let opened: TestDatabase;
let bench: Bench;
let userId: UserId;

beforeEachTest((scene) => {
  ({ opened, bench, userId } = scene);
});

describe('reuse', () => {
  test('after the grace window ends the session, for its access tokens too, and is told', async () => {
    const first = await bench.signIn(userId);
    const second = await bench.refresh(first.refreshToken);
    bench.clock.moveBy(10.001);

    expect(await bench.refusal(first.refreshToken)).toBe('REFRESH_TOKEN_REUSED');

    expect(await bench.row(first.sessionId)).toMatchObject({
      ended_at: bench.clock.now(),
      end_reason: 'REFRESH_TOKEN_REUSED',
    });
    expect(await bench.failure(second.accessToken)).toBe('SESSION_REVOKED');
    expect(await bench.refusal(second.refreshToken)).toBe('SESSION_REVOKED');
    expect(await bench.refusal(first.refreshToken)).toBe('SESSION_REVOKED');
    const facts = { occurredAt: bench.clock.now(), subjectId: userId, sessionId: first.sessionId };
    expect(bench.events.slice(1)).toEqual([
      { type: 'session.reuse-detected', actor: { type: 'ANONYMOUS' }, ...facts },
      { type: 'session.ended', actor: { type: 'SYSTEM' }, reason: 'REFRESH_TOKEN_REUSED', ...facts },
    ]);
  });

  test('of a token whose successor was used ends the session at once', async () => {
    const first = await bench.signIn(userId);
    const second = await bench.refresh(first.refreshToken);
    await bench.refresh(second.refreshToken);

    expect(await bench.refusal(first.refreshToken)).toBe('REFRESH_TOKEN_REUSED');
  });

  test("leaves the person's other sessions alone", async () => {
    const [stolen, other] = [await bench.signIn(userId), await bench.signIn(userId)];
    await bench.refresh(stolen.refreshToken);
    bench.clock.moveBy(11);

    expect(await bench.refusal(stolen.refreshToken)).toBe('REFRESH_TOKEN_REUSED');

    expect(await bench.failure(other.accessToken)).toBeNull();
    expect(await bench.refusal(other.refreshToken)).toBeNull();
  });
});

describe('a session by time', () => {
  test('lives on as long as it is refreshed before its idle end', async () => {
    let { refreshToken } = await bench.signIn(userId);

    bench.clock.moveBy(3599);
    ({ refreshToken } = await bench.refresh(refreshToken));
    bench.clock.moveBy(3000);
    expect(await bench.refusal(refreshToken)).toBeNull();
  });

  test('is over at its idle end', async () => {
    const { refreshToken } = await bench.signIn(userId);

    bench.clock.moveBy(3600);
    expect(await bench.refusal(refreshToken)).toBe('REFRESH_TOKEN_EXPIRED');
  });

  test('is over at its absolute end, however busy it was', async () => {
    let { refreshToken, refreshExpiresAt } = await bench.signIn(userId);
    const absoluteEnd = new Date(bench.clock.now().getTime() + 7_200_000);

    bench.clock.moveBy(3500);
    ({ refreshToken, refreshExpiresAt } = await bench.refresh(refreshToken));
    bench.clock.moveBy(3500);
    ({ refreshToken, refreshExpiresAt } = await bench.refresh(refreshToken));

    expect(refreshExpiresAt).toEqual(absoluteEnd);
    bench.clock.moveBy(200);
    expect(await bench.refusal(refreshToken)).toBe('REFRESH_TOKEN_EXPIRED');
  });
});

describe('ending all sessions but one', () => {
  test('leaves that one, counts the others that were living, and never ends one twice', async () => {
    const [kept, one, two] = [
      await bench.signIn(userId),
      await bench.signIn(userId),
      await bench.signIn(userId),
    ];
    await bench.sessions.logout({ refreshToken: one.refreshToken, currentUser: null });
    const before = await bench.row(one.sessionId);
    bench.clock.moveBy(5);

    const ended = await opened.database.transactions.run((transaction) =>
      bench.sessions.endAll(transaction, userId, { except: kept.sessionId, reason: 'PASSWORD_CHANGED' }),
    );

    expect(ended).toBe(1);
    expect(await bench.failure(kept.accessToken)).toBeNull();
    expect(await bench.failure(two.accessToken)).toBe('SESSION_REVOKED');
    expect(await bench.row(one.sessionId)).toEqual(before);
  });

  test('ends what is over by time too, so that no clock set back revives it, but does not count it', async () => {
    const { sessionId } = await bench.signIn(userId);
    bench.clock.moveBy(3600);

    const ended = await opened.database.transactions.run((transaction) =>
      bench.sessions.endAll(transaction, userId, { reason: 'PASSWORD_CHANGED' }),
    );

    expect(ended).toBe(0);
    expect(await bench.row(sessionId)).toMatchObject({ end_reason: 'PASSWORD_CHANGED' });
  });
});
