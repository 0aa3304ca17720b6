import { describe, expect, test } from '@jest/globals';
import { parseSessionId, type UserId } from '../../../src/shared/index.js';
import { idOf } from '../../helpers/access-tokens.js';
import { type Bench, changeUser, insertUser, phone } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';
import { beforeEachTest } from './set-up-sessions-fixture.js';

let opened: TestDatabase;
let bench: Bench;
let userId: UserId;

beforeEachTest((scene) => {
  ({ opened, bench, userId } = scene);
});

const userOf = async (accessToken: string) =>
  (await bench.authenticator.authenticate(accessToken))?.user ?? null;

describe('a session that starts', () => {
  test('is stored with what is known of the device, and told', async () => {
    const { sessionId, refreshExpiresAt, scope } = await bench.signIn(userId);

    const now = bench.clock.now();
    expect(await bench.row(sessionId)).toEqual({
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
    expect(bench.events).toEqual([
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

  test('lets its person in with the role that the database has', async () => {
    const { accessToken, sessionId } = await bench.signIn(userId, { role: 'ADMIN' });

    expect(await userOf(accessToken)).toMatchObject({ id: userId, role: 'USER', sessionId, scopes: null });
  });

  test('leaves nothing when the transaction is rolled back', async () => {
    const failing = opened.database.transactions.run(async (transaction) => {
      const user = { id: userId, role: 'USER', securityEpoch: 0 } as const;
      await bench.sessions.start(transaction, { user, client: phone, deviceName: null, scope: null });
      throw new Error('rolled back');
    });

    await expect(failing).rejects.toThrow('rolled back');
    expect(await bench.sessions.listLiving(opened.database.transactions.reader, [userId])).toEqual([]);
  });

  test('keeps of an endless User-Agent header no more than a list can show', async () => {
    const client = { ...phone, userAgent: 'x'.repeat(8000) };
    const user = { id: userId, role: 'USER', securityEpoch: 0 } as const;
    const { sessionId } = await opened.database.transactions.run((transaction) =>
      bench.sessions.start(transaction, { user, client, deviceName: null, scope: null }),
    );

    expect(await bench.row(sessionId)).toMatchObject({ user_agent: 'x'.repeat(512), device_name: null });
  });
});

describe('the next request', () => {
  test('of a person disabled until later is refused until then, whether or not anybody ended the session', async () => {
    const { accessToken } = await bench.signIn(userId);
    const until = new Date(bench.clock.now().getTime() + 60_000);

    await changeUser(opened.database, userId, { disabled_at: bench.clock.now(), disabled_until: until });
    expect(await bench.failure(accessToken)).toBe('ACCOUNT_DISABLED');

    bench.clock.moveBy(60);
    expect(await bench.failure(accessToken)).toBeNull();
  });

  test("after an event that ends sessions is refused in every session of that person, and in nobody else's", async () => {
    const other = await bench.signIn(await insertUser(opened.database));
    const [one, two] = [await bench.signIn(userId), await bench.signIn(userId)];

    await bench.tell({ type: 'user.role-changed', subjectId: userId, endsSessions: true });

    expect(await bench.failure(one.accessToken)).toBe('SESSION_REVOKED');
    expect(await bench.failure(two.accessToken)).toBe('SESSION_REVOKED');
    expect(await bench.failure(other.accessToken)).toBeNull();
    expect(await bench.row(one.sessionId)).toMatchObject({ end_reason: 'user.role-changed' });
  });

  test('after any other event is not refused', async () => {
    const { accessToken } = await bench.signIn(userId);

    await bench.tell({ type: 'user.updated', subjectId: userId });
    await bench.tell({ type: 'user.role-changed', subjectId: userId, endsSessions: false });

    expect(await bench.failure(accessToken)).toBeNull();
  });

  test('after the person was deleted is refused', async () => {
    const { accessToken } = await bench.signIn(userId);

    await changeUser(opened.database, userId, { deleted_at: bench.clock.now() });
    expect(await bench.failure(accessToken)).toBe('SESSION_REVOKED');
    await opened.database.dataSource.query('DELETE FROM users WHERE id = $1', [userId]);
    expect(await bench.failure(accessToken)).toBe('SESSION_REVOKED');
  });
});

describe('logout', () => {
  test('with an access token ends that session, at once and only that, and is told', async () => {
    const [own, other] = [await bench.signIn(userId), await bench.signIn(userId)];
    const currentUser = await userOf(own.accessToken);
    bench.events.length = 0;

    expect(await bench.sessions.logout({ refreshToken: null, currentUser })).toBe(1);

    expect(await bench.failure(own.accessToken)).toBe('SESSION_REVOKED');
    expect(await bench.refusal(own.refreshToken)).toBe('SESSION_REVOKED');
    expect(await bench.failure(other.accessToken)).toBeNull();
    expect(bench.events).toEqual([
      {
        type: 'session.ended',
        occurredAt: bench.clock.now(),
        actor: { type: 'USER', id: userId },
        subjectId: userId,
        sessionId: own.sessionId,
        reason: 'LOGOUT',
      },
    ]);
  });

  test('with a refresh token works after the access token has expired', async () => {
    const { accessToken, refreshToken } = await bench.signIn(userId);
    bench.clock.moveBy(900);

    expect(await bench.failure(accessToken)).toBe('TOKEN_EXPIRED');
    expect(await bench.sessions.logout({ refreshToken, currentUser: null })).toBe(1);
    expect(await bench.refusal(refreshToken)).toBe('SESSION_REVOKED');
  });

  test('with a refresh token that was traded already ends its session too', async () => {
    const first = await bench.signIn(userId);
    const second = await bench.refresh(first.refreshToken);

    expect(await bench.sessions.logout({ refreshToken: first.refreshToken, currentUser: null })).toBe(1);
    expect(await bench.failure(second.accessToken)).toBe('SESSION_REVOKED');
  });

  test('with both of one session ends it once; of two sessions ends both', async () => {
    const [one, two, three] = [
      await bench.signIn(userId),
      await bench.signIn(userId),
      await bench.signIn(userId),
    ];

    const both = { refreshToken: one.refreshToken, currentUser: await userOf(one.accessToken) };
    expect(await bench.sessions.logout(both)).toBe(1);
    const mixed = { refreshToken: two.refreshToken, currentUser: await userOf(three.accessToken) };
    expect(await bench.sessions.logout(mixed)).toBe(2);
  });

  test('never fails for a session that is over, and tells it only once', async () => {
    const { accessToken, refreshToken } = await bench.signIn(userId);
    const currentUser = await userOf(accessToken);
    await bench.sessions.logout({ refreshToken, currentUser });
    const told = bench.events.length;

    expect(await bench.sessions.logout({ refreshToken, currentUser })).toBe(0);
    expect(bench.events).toHaveLength(told);
  });

  test.each([null, '', 'nonsense', `cordon_refresh_${'A'.repeat(43)}`])(
    'never fails for a stranger with %p',
    async (refreshToken) => {
      expect(await bench.sessions.logout({ refreshToken, currentUser: null })).toBe(0);
    },
  );
});

test("a password proven again moves the session's proof, and nothing else", async () => {
  const { accessToken, sessionId } = await bench.signIn(userId);
  const before = await bench.row(sessionId);
  bench.clock.moveBy(30);

  await opened.database.transactions.run((transaction) => bench.sessions.proveAgain(transaction, sessionId));

  expect(await userOf(accessToken)).toMatchObject({ authenticatedAt: bench.clock.now() });
  expect(await bench.row(sessionId)).toEqual({ ...before, authenticated_at: bench.clock.now() });
});

describe('looking for sessions', () => {
  test('finds a living one only', async () => {
    const { reader } = opened.database.transactions;
    const { sessionId, refreshToken } = await bench.signIn(userId, { scope: [] });

    expect(await bench.sessions.findLiving(reader, sessionId)).toMatchObject({
      id: sessionId,
      userId,
      scope: [],
      end: null,
    });
    await bench.sessions.logout({ refreshToken, currentUser: null });
    expect(await bench.sessions.findLiving(reader, sessionId)).toBeNull();
    const { sessionId: idle } = await bench.signIn(userId);
    bench.clock.moveBy(3600);
    expect(await bench.sessions.findLiving(reader, idle)).toBeNull();
    const nobody = idOf(parseSessionId, '018f3f3e-0000-7000-8000-00000000dead');
    expect(await bench.sessions.findLiving(reader, nobody)).toBeNull();
  });

  test('lists the living ones of several people, the last used first', async () => {
    const otherId = await insertUser(opened.database);
    const first = await bench.signIn(userId);
    bench.clock.moveBy(1);
    const second = await bench.signIn(userId);
    bench.clock.moveBy(1);
    const others = await bench.signIn(otherId);
    const over = await bench.signIn(userId);
    await bench.sessions.logout({ refreshToken: over.refreshToken, currentUser: null });
    bench.clock.moveBy(1);
    await bench.refresh(first.refreshToken);

    const listed = await bench.sessions.listLiving(opened.database.transactions.reader, [userId, otherId]);

    expect(listed.map(({ id }) => id)).toEqual([first.sessionId, others.sessionId, second.sessionId]);
    expect(await bench.sessions.listLiving(opened.database.transactions.reader, [])).toEqual([]);
  });
});
