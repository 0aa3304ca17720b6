import { describe, expect, test } from '@jest/globals';
import type { UserId } from '../../../src/shared/index.js';
import { createInMemoryChangeNotifications } from '../../helpers/in-memory-change-notifications.js';
import {
  changeUser,
  createSessionsFixture,
  laptop,
  type SessionsFixture,
} from '../../helpers/sessions-fixture.js';
import { describeOnPostgres, type TestDatabase } from '../../helpers/test-database.js';
import { setUpSessionsFixture } from './set-up-sessions-fixture.js';

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;

setUpSessionsFixture((context) => {
  ({ opened, fixture, userId } = context);
});

const liveTokens = async (sessionId: string): Promise<number> => {
  const rows = await opened.database.dataSource.query(
    'SELECT 1 FROM refresh_tokens WHERE session_id = $1 AND used_at IS NULL',
    [sessionId],
  );
  return rows.length;
};
const tokenCount = async (sessionId: string): Promise<number> => {
  const rows = await opened.database.dataSource.query('SELECT 1 FROM refresh_tokens WHERE session_id = $1', [
    sessionId,
  ]);
  return rows.length;
};

/** Another start of the server, with the clock as it is. */
const startAgain = (): SessionsFixture => {
  const changeNotifications = createInMemoryChangeNotifications();
  const started = createSessionsFixture(opened.database, fixture.clock, undefined, { changeNotifications });
  changeNotifications.resync();
  return started;
};

describe('refreshSession with an unused token', () => {
  test('returns new tokens of the same session and extends it', async () => {
    const first = await fixture.signIn(userId);
    fixture.clock.moveBy(100);

    const second = await fixture.refresh(first.refreshToken);

    expect(second).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 900,
      expiresAt: new Date(fixture.clock.now().getTime() + 900_000),
      refreshToken: expect.stringMatching(/^cordon_refresh_[\w-]{43}$/),
      refreshExpiresAt: new Date(fixture.clock.now().getTime() + 3_600_000),
      sessionId: first.sessionId,
      scope: ['account:read', 'account:write'],
    });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await fixture.accessTokenFailure(second.accessToken)).toBeNull();
    expect(await fixture.findSessionRow(first.sessionId)).toMatchObject({
      last_used_at: fixture.clock.now(),
      ip_address: laptop.ipAddress,
      user_agent: laptop.userAgent,
      ended_at: null,
    });
    expect(await liveTokens(first.sessionId)).toBe(1);
  });

  test('keeps a narrowed session narrowed', async () => {
    const first = await fixture.signIn(userId, { scope: ['account:read'] });

    const second = await fixture.refresh(first.refreshToken);

    expect(second.scope).toEqual(['account:read']);
    expect((await fixture.authenticator.authenticate(second.accessToken))?.user?.scopes).toEqual([
      'account:read',
    ]);
  });

  test('returns the scopes of the current role', async () => {
    const first = await fixture.signIn(userId);
    await changeUser(opened.database, userId, { role: 'SUPPORT' });

    expect((await fixture.refresh(first.refreshToken)).scope).toContain('users:read');
  });

  test('stores only hashes and sealed successors', async () => {
    const first = await fixture.signIn(userId);
    const second = await fixture.refresh(first.refreshToken);

    const rows = await opened.database.dataSource.query(
      'SELECT * FROM refresh_tokens WHERE session_id = $1',
      [first.sessionId],
    );
    const stored = Buffer.concat(
      rows.flatMap((row: { token_hash: Buffer; sealed_successor: Buffer | null }) => [
        row.token_hash,
        row.sealed_successor ?? Buffer.alloc(0),
      ]),
    );
    for (const { refreshToken } of [first, second]) {
      const secret = refreshToken.replace('cordon_refresh_', '');
      expect(stored.includes(Buffer.from(secret, 'base64url'))).toBe(false);
      expect(stored.includes(secret)).toBe(false);
    }
  });
});

describe('an honest retry', () => {
  test('within the grace window returns the identical refresh token and a new access token', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    const first = await fixture.refresh(refreshToken);
    fixture.clock.moveBy(10);

    const again = await fixture.refresh(refreshToken);

    expect(again.refreshToken).toBe(first.refreshToken);
    expect(again.refreshExpiresAt).toEqual(first.refreshExpiresAt);
    expect(again.accessToken).not.toBe(first.accessToken);
    expect(again.expiresAt.getTime()).toBe(first.expiresAt.getTime() + 10_000);
    expect(await tokenCount(first.sessionId)).toBe(2);
  });

  test('does not end the session, however often it is repeated', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    const first = await fixture.refresh(refreshToken);

    for (let retry = 0; retry < 5; retry++) expect(await fixture.refreshFailure(refreshToken)).toBeNull();

    expect(await fixture.refreshFailure(first.refreshToken)).toBeNull();
  });

  test('is accepted after the server was started again, however long no server was running', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    const first = await fixture.refresh(refreshToken);
    fixture.clock.moveBy(3_000);
    const started = startAgain();
    fixture.clock.moveBy(10);

    expect((await started.refresh(refreshToken)).refreshToken).toBe(first.refreshToken);
    expect(await started.refreshFailure(first.refreshToken)).toBeNull();
  });

  test.each<readonly [string, number, number]>([
    ['later than the grace window after a start', 0, 10.001],
    ['when other clients were answered after the grace window', 10.001, 5],
  ])('is a reuse %s', async (_, secondsUntilNextIssue, secondsAfterStart) => {
    const { refreshToken } = await fixture.signIn(userId);
    await fixture.refresh(refreshToken);
    fixture.clock.moveBy(secondsUntilNextIssue);
    await fixture.signIn(userId);
    fixture.clock.moveBy(3_000);
    const started = startAgain();
    fixture.clock.moveBy(secondsAfterStart);

    expect(await started.refreshFailure(refreshToken)).toBe('REFRESH_TOKEN_REUSED');
  });

  test('is a reuse after a start when its successor was used', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    await fixture.refresh((await fixture.refresh(refreshToken)).refreshToken);

    expect(await startAgain().refreshFailure(refreshToken)).toBe('REFRESH_TOKEN_REUSED');
  });
});

describe('refreshSession rejects', () => {
  test.each([
    '',
    'null',
    'cordon_refresh_',
    `cordon_refresh_${'A'.repeat(43)}`,
    `cordon_reset_${'A'.repeat(43)}`,
    'a.b.c',
    '\u0000',
    'x'.repeat(90_000),
  ])('text that was never issued with REFRESH_TOKEN_INVALID (case %#)', async (text) => {
    expect(await fixture.refreshFailure(text)).toBe('REFRESH_TOKEN_INVALID');
  });

  test('another spelling of a valid token with REFRESH_TOKEN_INVALID and keeps the token valid', async () => {
    const { refreshToken } = await fixture.signIn(userId);

    for (const text of [`${refreshToken}=`, ` ${refreshToken}`, refreshToken.toUpperCase()]) {
      expect(await fixture.refreshFailure(text)).toBe('REFRESH_TOKEN_INVALID');
    }
    expect(await fixture.refreshFailure(refreshToken)).toBeNull();
  });

  test('a disabled user with ACCOUNT_DISABLED, although the sessions have ended', async () => {
    const { refreshToken, sessionId } = await fixture.signIn(userId);
    await changeUser(opened.database, userId, { disabled_at: fixture.clock.now(), security_epoch: 1 });
    await fixture.publishEvent({ type: 'user.disabled', subjectId: userId, endsSessions: true });

    expect(await fixture.refreshFailure(refreshToken)).toBe('ACCOUNT_DISABLED');
    expect(await fixture.findSessionRow(sessionId)).toMatchObject({ end_reason: 'user.disabled' });
  });

  test('ended sessions with SESSION_REVOKED after the disablement has expired', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    const until = new Date(fixture.clock.now().getTime() + 60_000);
    await changeUser(opened.database, userId, {
      disabled_at: fixture.clock.now(),
      disabled_until: until,
      security_epoch: 1,
    });
    await fixture.publishEvent({ type: 'user.disabled', subjectId: userId, endsSessions: true });
    fixture.clock.moveBy(60);

    expect(await fixture.refreshFailure(refreshToken)).toBe('SESSION_REVOKED');
    const anew = await fixture.signIn(userId, { epoch: 1 });
    expect(await fixture.refreshFailure(anew.refreshToken)).toBeNull();
  });

  test('a session of an older epoch with SESSION_REVOKED, although it was not ended', async () => {
    const { refreshToken, accessToken } = await fixture.signIn(userId);
    await changeUser(opened.database, userId, { security_epoch: 1 });

    expect(await fixture.refreshFailure(refreshToken)).toBe('SESSION_REVOKED');
    expect(await fixture.accessTokenFailure(accessToken)).toBe('EPOCH_STALE');
  });

  test('without using the token: a later refresh is not a reuse', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    await changeUser(opened.database, userId, { disabled_at: fixture.clock.now() });
    expect(await fixture.refreshFailure(refreshToken)).toBe('ACCOUNT_DISABLED');
    await changeUser(opened.database, userId, { disabled_at: null });

    expect(await fixture.refreshFailure(refreshToken)).toBeNull();
  });
});

test('a constraint prevents a second live token in one session', async () => {
  const { sessionId } = await fixture.signIn(userId);

  const second = opened.database.dataSource.query(
    `INSERT INTO refresh_tokens (id, session_id, token_hash, created_at) VALUES (gen_random_uuid(), $1, '\\x00', now())`,
    [sessionId],
  );

  await expect(second).rejects.toThrow('refresh_tokens_one_live');
});

describeOnPostgres('concurrently', () => {
  test('50 refreshes of one token create one successor, and each returns it', async () => {
    const { refreshToken, sessionId } = await fixture.signIn(userId);

    const answers = await Promise.all(Array.from({ length: 50 }, () => fixture.refresh(refreshToken)));

    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    expect(await tokenCount(sessionId)).toBe(2);
    expect(await liveTokens(sessionId)).toBe(1);
  });

  test('50 reuses of one token end its session once', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    await fixture.refresh(refreshToken);
    fixture.clock.moveBy(11);

    const refusals = await Promise.all(
      Array.from({ length: 50 }, () => fixture.refreshFailure(refreshToken)),
    );

    expect(refusals.filter((reason) => reason === 'REFRESH_TOKEN_REUSED')).toHaveLength(1);
    expect(refusals.filter((reason) => reason === 'SESSION_REVOKED')).toHaveLength(49);
    expect(fixture.events.filter(({ type }) => type === 'session.reuse-detected')).toHaveLength(1);
  });

  test('a refresh during the end of the session leaves no valid token', async () => {
    for (let round = 0; round < 10; round++) {
      const { refreshToken, accessToken } = await fixture.signIn(userId);
      const [refreshed] = await Promise.allSettled([
        fixture.refresh(refreshToken),
        fixture.publishEvent({ type: 'user.password-reset', subjectId: userId, endsSessions: true }),
      ]);

      expect(await fixture.accessTokenFailure(accessToken)).toBe('SESSION_REVOKED');
      if (refreshed.status === 'fulfilled') {
        expect(await fixture.accessTokenFailure(refreshed.value.accessToken)).toBe('SESSION_REVOKED');
        expect(await fixture.refreshFailure(refreshed.value.refreshToken)).toBe('SESSION_REVOKED');
      }
    }
  });
});
