import { describe, expect, test } from '@jest/globals';
import { parseSessionId, type UserId } from '../../../src/shared/index.js';
import { idOf } from '../../helpers/access-tokens.js';
import { changeUser, insertUser, phone, type SessionsFixture } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';
import { setUpSessionsFixture } from './set-up-sessions-fixture.js';

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;

setUpSessionsFixture((context) => {
  ({ opened, fixture, userId } = context);
});

const userOf = async (accessToken: string) =>
  (await fixture.authenticator.authenticate(accessToken))?.user ?? null;

describe('a session that starts', () => {
  test('is stored with what is known of the device, and told', async () => {
    const { sessionId, refreshExpiresAt, scope } = await fixture.signIn(userId);

    const now = fixture.clock.now();
    expect(await fixture.findSessionRow(sessionId)).toEqual({
      id: sessionId,
      user_id: userId,
      security_epoch: 0,
      scope: null,
      auth_methods: ['password'],
      device_name: 'My phone',
      ip_address: phone.ipAddress,
      user_agent: phone.userAgent,
      created_at: now,
      authenticated_at: now,
      last_used_at: now,
      expires_at: refreshExpiresAt,
      absolute_expires_at: new Date(now.getTime() + 7_200_000),
      ended_at: null,
      end_reason: null,
    });
    expect(scope).toEqual(['account:read', 'account:write']);
    expect(fixture.events).toEqual([
      {
        type: 'session.started',
        occurredAt: now,
        actor: { type: 'USER', id: userId },
        subjectId: userId,
        sessionId,
        changes: { authMethods: { from: null, to: ['password'] }, scope: { from: null, to: null } },
      },
    ]);
  });

  test('lets its user in with the role that the database has', async () => {
    const { accessToken, sessionId } = await fixture.signIn(userId, { role: 'ADMIN' });

    expect(await userOf(accessToken)).toMatchObject({ id: userId, role: 'USER', sessionId, scopes: null });
  });

  test('leaves nothing when the transaction is rolled back', async () => {
    const failing = opened.database.transactions.run(async (transaction) => {
      const user = { id: userId, role: 'USER', securityEpoch: 0 } as const;
      await fixture.sessions.startSession(transaction, {
        user,
        client: phone,
        deviceName: null,
        scope: null,
      });
      throw new Error('rolled back');
    });

    await expect(failing).rejects.toThrow('rolled back');
    expect(await fixture.sessions.listActiveSessions(opened.database.transactions.reader, [userId])).toEqual(
      [],
    );
  });

  test('keeps of an endless User-Agent header no more than a list can show', async () => {
    const client = { ...phone, userAgent: 'x'.repeat(8000) };
    const user = { id: userId, role: 'USER', securityEpoch: 0 } as const;
    const { sessionId } = await opened.database.transactions.run((transaction) =>
      fixture.sessions.startSession(transaction, { user, client, deviceName: null, scope: null }),
    );

    expect(await fixture.findSessionRow(sessionId)).toMatchObject({
      user_agent: 'x'.repeat(512),
      device_name: null,
    });
  });
});

describe('the next request', () => {
  test('of a user disabled until later is refused until then, whether or not anybody ended the session', async () => {
    const { accessToken } = await fixture.signIn(userId);
    const until = new Date(fixture.clock.now().getTime() + 60_000);

    await changeUser(opened.database, userId, { disabled_at: fixture.clock.now(), disabled_until: until });
    expect(await fixture.accessTokenFailure(accessToken)).toBe('ACCOUNT_DISABLED');

    fixture.clock.moveBy(60);
    expect(await fixture.accessTokenFailure(accessToken)).toBeNull();
  });

  test("after an event that ends sessions is refused in every session of that user, and in nobody else's", async () => {
    const other = await fixture.signIn(await insertUser(opened.database));
    const [one, two] = [await fixture.signIn(userId), await fixture.signIn(userId)];

    await fixture.publishEvent({ type: 'user.role-changed', subjectId: userId, endsSessions: true });

    expect(await fixture.accessTokenFailure(one.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.accessTokenFailure(two.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.accessTokenFailure(other.accessToken)).toBeNull();
    expect(await fixture.findSessionRow(one.sessionId)).toMatchObject({ end_reason: 'user.role-changed' });
  });

  test('after any other event is not refused', async () => {
    const { accessToken } = await fixture.signIn(userId);

    await fixture.publishEvent({ type: 'user.updated', subjectId: userId });
    await fixture.publishEvent({ type: 'user.role-changed', subjectId: userId, endsSessions: false });

    expect(await fixture.accessTokenFailure(accessToken)).toBeNull();
  });

  test('after the user was deleted is refused', async () => {
    const { accessToken } = await fixture.signIn(userId);

    await changeUser(opened.database, userId, { deleted_at: fixture.clock.now() });
    expect(await fixture.accessTokenFailure(accessToken)).toBe('SESSION_REVOKED');
    await opened.database.dataSource.query('DELETE FROM users WHERE id = $1', [userId]);
    expect(await fixture.accessTokenFailure(accessToken)).toBe('SESSION_REVOKED');
  });
});

describe('logout', () => {
  test('with an access token ends that session, at once and only that, and is told', async () => {
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

  test('with a refresh token works after the access token has expired', async () => {
    const { accessToken, refreshToken } = await fixture.signIn(userId);
    fixture.clock.moveBy(900);

    expect(await fixture.accessTokenFailure(accessToken)).toBe('TOKEN_EXPIRED');
    expect(await fixture.sessions.logout({ refreshToken, currentUser: null })).toBe(1);
    expect(await fixture.refreshFailure(refreshToken)).toBe('SESSION_REVOKED');
  });

  test('with a refresh token that was traded already ends its session too', async () => {
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

  test('never fails for a session that is over, and tells it only once', async () => {
    const { accessToken, refreshToken } = await fixture.signIn(userId);
    const currentUser = await userOf(accessToken);
    await fixture.sessions.logout({ refreshToken, currentUser });
    const told = fixture.events.length;

    expect(await fixture.sessions.logout({ refreshToken, currentUser })).toBe(0);
    expect(fixture.events).toHaveLength(told);
  });

  test.each([null, '', 'nonsense', `cordon_refresh_${'A'.repeat(43)}`])(
    'never fails for a stranger with %p',
    async (refreshToken) => {
      expect(await fixture.sessions.logout({ refreshToken, currentUser: null })).toBe(0);
    },
  );
});

test("a password proven again moves the session's proof, and nothing else", async () => {
  const { accessToken, sessionId } = await fixture.signIn(userId);
  const before = await fixture.findSessionRow(sessionId);
  fixture.clock.moveBy(30);

  await opened.database.transactions.run((transaction) =>
    fixture.sessions.recordReauthentication(transaction, sessionId),
  );

  expect(await userOf(accessToken)).toMatchObject({ authenticatedAt: fixture.clock.now() });
  expect(await fixture.findSessionRow(sessionId)).toEqual({
    ...before,
    authenticated_at: fixture.clock.now(),
  });
});

describe('looking for sessions', () => {
  test('finds a active one only', async () => {
    const { reader } = opened.database.transactions;
    const { sessionId, refreshToken } = await fixture.signIn(userId, { scope: [] });

    expect(await fixture.sessions.findActiveSession(reader, sessionId)).toMatchObject({
      id: sessionId,
      userId,
      scope: [],
      end: null,
    });
    await fixture.sessions.logout({ refreshToken, currentUser: null });
    expect(await fixture.sessions.findActiveSession(reader, sessionId)).toBeNull();
    const { sessionId: idle } = await fixture.signIn(userId);
    fixture.clock.moveBy(3600);
    expect(await fixture.sessions.findActiveSession(reader, idle)).toBeNull();
    const nobody = idOf(parseSessionId, '018f3f3e-0000-7000-8000-00000000dead');
    expect(await fixture.sessions.findActiveSession(reader, nobody)).toBeNull();
  });

  test('lists the active ones of several users, the last used first', async () => {
    const otherId = await insertUser(opened.database);
    const first = await fixture.signIn(userId);
    fixture.clock.moveBy(1);
    const second = await fixture.signIn(userId);
    fixture.clock.moveBy(1);
    const others = await fixture.signIn(otherId);
    const over = await fixture.signIn(userId);
    await fixture.sessions.logout({ refreshToken: over.refreshToken, currentUser: null });
    fixture.clock.moveBy(1);
    await fixture.refresh(first.refreshToken);

    const listed = await fixture.sessions.listActiveSessions(opened.database.transactions.reader, [
      userId,
      otherId,
    ]);

    expect(listed.map(({ id }) => id)).toEqual([first.sessionId, others.sessionId, second.sessionId]);
    expect(await fixture.sessions.listActiveSessions(opened.database.transactions.reader, [])).toEqual([]);
  });
});
