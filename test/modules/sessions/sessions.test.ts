import { describe, expect, test } from '@jest/globals';
import { parseSessionId, type UserId } from '../../../src/shared/index.js';
import { changeUser, insertUser, phone, type SessionsFixture } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';
import { idOf } from '../../helpers/test-ids.js';
import { setUpSessionsFixture } from './set-up-sessions-fixture.js';

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;

setUpSessionsFixture((context) => {
  ({ opened, fixture, userId } = context);
});

const userOf = async (accessToken: string) =>
  (await fixture.authenticator.authenticate(accessToken))?.user ?? null;

describe('startSession', () => {
  test('stores the session with its device and emits session.started', async () => {
    const { sessionId, refreshExpiresAt, scope } = await fixture.signIn(userId);

    const now = fixture.clock.now();
    expect(await fixture.findSessionRow(sessionId)).toEqual({
      id: sessionId,
      user_id: userId,
      security_epoch: 0,
      scope: null,
      auth_methods: ['pwd'],
      device_name: 'My phone',
      ip_address: phone.ipAddress,
      user_agent: phone.userAgent,
      created_at: now,
      authenticated_at: now,
      last_used_at: now,
      expires_at: refreshExpiresAt,
      earliest_expires_at: refreshExpiresAt,
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
        changes: { authMethods: { from: null, to: ['pwd'] }, scope: { from: null, to: null } },
      },
    ]);
  });

  test('authenticates the user with the role of the database', async () => {
    const { accessToken, sessionId } = await fixture.signIn(userId, { role: 'ADMIN' });

    expect(await userOf(accessToken)).toMatchObject({ id: userId, role: 'USER', sessionId, scopes: null });
  });

  test('stores nothing when the transaction is rolled back', async () => {
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

  test('shortens a long User-Agent header', async () => {
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
  test('of a temporarily disabled user is rejected until then, whether or not the session was ended', async () => {
    const { accessToken } = await fixture.signIn(userId);
    const until = new Date(fixture.clock.now().getTime() + 60_000);

    await changeUser(opened.database, userId, { disabled_at: fixture.clock.now(), disabled_until: until });
    expect(await fixture.accessTokenFailure(accessToken)).toBe('ACCOUNT_DISABLED');

    fixture.clock.moveBy(60);
    expect(await fixture.accessTokenFailure(accessToken)).toBeNull();
  });

  test('after an event that ends sessions is rejected in every session of that user only', async () => {
    const other = await fixture.signIn(await insertUser(opened.database));
    const [one, two] = [await fixture.signIn(userId), await fixture.signIn(userId)];

    await fixture.publishEvent({ type: 'user.role-changed', subjectId: userId, endsSessions: true });

    expect(await fixture.accessTokenFailure(one.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.accessTokenFailure(two.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.accessTokenFailure(other.accessToken)).toBeNull();
    expect(await fixture.findSessionRow(one.sessionId)).toMatchObject({ end_reason: 'user.role-changed' });
  });

  test('after any other event is accepted', async () => {
    const { accessToken } = await fixture.signIn(userId);

    await fixture.publishEvent({ type: 'user.updated', subjectId: userId });
    await fixture.publishEvent({ type: 'user.role-changed', subjectId: userId, endsSessions: false });

    expect(await fixture.accessTokenFailure(accessToken)).toBeNull();
  });

  test('after the deletion of the user is rejected', async () => {
    const { accessToken } = await fixture.signIn(userId);

    await changeUser(opened.database, userId, { deleted_at: fixture.clock.now() });
    expect(await fixture.accessTokenFailure(accessToken)).toBe('SESSION_REVOKED');
    await opened.database.dataSource.query('DELETE FROM users WHERE id = $1', [userId]);
    expect(await fixture.accessTokenFailure(accessToken)).toBe('SESSION_REVOKED');
  });
});

test('recordReauthentication changes only the authentication time', async () => {
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

describe('finding sessions', () => {
  test('findActiveSession returns an active session only', async () => {
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
    const unknownId = idOf(parseSessionId, '018f3f3e-0000-7000-8000-00000000dead');
    expect(await fixture.sessions.findActiveSession(reader, unknownId)).toBeNull();
  });

  test('listActiveSessions returns the active sessions of several users, last used first', async () => {
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
