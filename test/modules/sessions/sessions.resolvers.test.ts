import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createSessionsResolvers } from '../../../src/modules/sessions/sessions.resolvers.js';
import type { UserId } from '../../../src/shared/index.js';
import type { Resolvers } from '../../../src/transports/graphql/generated/resolvers.js';
import type { RequestContext } from '../../../src/transports/graphql/request-context.js';
import { createRequestCookies, refreshCookieName } from '../../../src/transports/graphql/request-cookies.js';
import { callResolver } from '../../helpers/call-resolver.js';
import {
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  phone,
  type SessionsFixture,
} from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;
let resolvers: Resolvers;

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  fixture = createSessionsFixture(opened.database);
  userId = await insertUser(opened.database);
  resolvers = createSessionsResolvers({
    ...fixture,
    reader: opened.database.transactions.reader,
    listSessions: () => Promise.reject(new Error('tested in session-page.test.ts')),
  });
});

const resolveField = (
  type: keyof Resolvers,
  field: string,
  context: RequestContext,
  args: unknown = {},
  parent: unknown = {},
) => callResolver(resolvers, { type, field }, context, args, parent);

async function contextOf(accessToken: string | null): Promise<RequestContext> {
  const authentication = accessToken === null ? null : await fixture.authenticator.authenticate(accessToken);
  return {
    currentUser: authentication?.user ?? null,
    authenticationFailure: authentication === null ? 'TOKEN_MISSING' : authentication.failure,
    requestId: 'r',
    client: phone,
  };
}

/** Returns a context with a refresh cookie; an empty text is a cookie that is not set. */
async function withCookie(token: string | null, accessToken: string | null = null) {
  const header = token === null ? undefined : `${refreshCookieName}=${token}`;
  return { ...(await contextOf(accessToken)), ...createRequestCookies(header, fixture.clock.now) };
}

describe('the refresh cookie', () => {
  test('is read when the input has no token, and set again without the token in the body', async () => {
    const { refreshToken, sessionId } = await fixture.signIn(userId);

    for (const delivery of ['BODY', 'COOKIE', null]) {
      const context = await withCookie(refreshToken);
      const answer = await resolveField('Mutation', 'refreshToken', context, { input: { delivery } });

      expect(answer).toMatchObject({ tokens: { sessionId, refreshToken: null } });
      expect(context.refreshCookie.read()).toMatch(/^cordon_refresh_/);
      expect(context.refreshCookie.read()).not.toBe(refreshToken);
    }
  });

  test('is set for a token of the input only when requested', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    const [moved, left] = [await withCookie(null), await withCookie('other')];

    const input = { refreshToken, delivery: 'COOKIE' };
    expect(await resolveField('Mutation', 'refreshToken', moved, { input })).toMatchObject({
      tokens: { refreshToken: null },
    });
    expect(moved.setCookies()).toEqual([expect.stringContaining(`${refreshCookieName}=cordon_refresh_`)]);

    const answer = await resolveField('Mutation', 'refreshToken', left, { input: { refreshToken } });
    expect(answer).toMatchObject({ tokens: { refreshToken: expect.stringMatching(/^cordon_refresh_/) } });
    expect(left.setCookies()).toEqual([]);
  });

  test('stays unchanged when the refresh is rejected', async () => {
    const context = await withCookie('cordon_refresh_unknown');

    await expect(resolveField('Mutation', 'refreshToken', context, { input: {} })).rejects.toMatchObject({
      reason: 'REFRESH_TOKEN_INVALID',
    });
    expect(context.setCookies()).toEqual([]);
  });

  test('is rejected when not available, without using the token', async () => {
    const { refreshToken } = await fixture.signIn(userId);

    const input = { refreshToken, delivery: 'COOKIE' };
    await expect(
      resolveField('Mutation', 'refreshToken', await contextOf(null), { input }),
    ).rejects.toMatchObject({
      refusals: [{ reason: 'INVALID_INPUT', field: ['input', 'delivery'] }],
    });
    const [row] = await opened.database.dataSource.query(
      'SELECT count(*)::int AS used FROM refresh_tokens WHERE used_at IS NOT NULL AND session_id IN (SELECT id FROM sessions WHERE user_id = $1)',
      [userId],
    );
    expect(row.used).toBe(0);
  });

  test('suffices for logout, and is cleared by CURRENT and ALL, not by OTHERS', async () => {
    const [one, two] = [await fixture.signIn(userId), await fixture.signIn(userId)];
    const context = await withCookie(one.refreshToken);

    expect(await resolveField('Mutation', 'logout', context, { input: { scope: 'OTHERS' } })).toEqual({
      revokedSessions: 1,
    });
    expect(context.setCookies()).toEqual([]);
    expect(await fixture.accessTokenFailure(two.accessToken)).toBe('SESSION_REVOKED');

    expect(await resolveField('Mutation', 'logout', context, {})).toEqual({ revokedSessions: 1 });
    expect(context.setCookies()).toEqual([expect.stringContaining('Max-Age=0')]);
    const third = await withCookie((await fixture.signIn(userId)).refreshToken);
    expect(await resolveField('Mutation', 'logout', third, { input: { scope: 'ALL' } })).toEqual({
      revokedSessions: 1,
    });
    expect(third.refreshCookie.read()).toBeNull();
  });
});

describe('the fields of sessions', () => {
  test('mySession returns the session of the caller with current true', async () => {
    const [own, other] = [await fixture.signIn(userId), await fixture.signIn(userId)];
    const context = await contextOf(own.accessToken);

    const session = await resolveField('Query', 'mySession', context);

    expect(session).toMatchObject({ id: own.sessionId, deviceName: 'My phone' });
    expect(resolveField('Session', 'current', context, {}, session)).toBe(true);
    expect(resolveField('Session', 'current', context, {}, { id: other.sessionId })).toBe(false);
    expect(resolveField('Session', 'current', await contextOf(null), {}, session)).toBe(false);
  });

  test('User.sessions loads a page of users with one statement', async () => {
    const users = [userId, await insertUser(opened.database), await insertUser(opened.database)];
    for (const id of users.slice(0, 2)) await fixture.signIn(id);
    const listActiveSessions = jest.spyOn(fixture.sessions, 'listActiveSessions');
    const context = await contextOf(null);

    const lists = await Promise.all(
      [...users, userId].map((id) => resolveField('User', 'sessions', context, {}, { id })),
    );

    expect(lists).toMatchObject([[{ userId }], [{ userId: users[1] }], [], [{ userId }]]);
    expect(listActiveSessions).toHaveBeenCalledTimes(1);
  });

  test('User.sessions is read again after a change in the same request', async () => {
    const { refreshToken } = await fixture.signIn(userId);
    const context = await contextOf(null);
    expect(await resolveField('User', 'sessions', context, {}, { id: userId })).toHaveLength(1);

    await resolveField('Mutation', 'logout', context, { input: { refreshToken } });

    expect(await resolveField('User', 'sessions', context, {}, { id: userId })).toEqual([]);
  });

  test('refreshToken returns tokens, and rejects a missing token like an unknown one', async () => {
    const { refreshToken, sessionId } = await fixture.signIn(userId);
    const context = await contextOf(null);

    expect(
      await resolveField('Mutation', 'refreshToken', context, { input: { refreshToken } }),
    ).toMatchObject({
      tokens: { sessionId },
    });
    for (const input of [{}, { refreshToken: null }, { refreshToken: '' }]) {
      await expect(resolveField('Mutation', 'refreshToken', context, { input })).rejects.toMatchObject({
        reason: 'REFRESH_TOKEN_INVALID',
      });
    }
  });

  test('logout succeeds with only an access token, with null input, and without a credential', async () => {
    const { accessToken } = await fixture.signIn(userId);

    expect(await resolveField('Mutation', 'logout', await contextOf(accessToken), {})).toEqual({
      revokedSessions: 1,
    });
    expect(await resolveField('Mutation', 'logout', await contextOf(accessToken), { input: null })).toEqual({
      revokedSessions: 0,
    });
    expect(await resolveField('Mutation', 'logout', await contextOf(null), { input: {} })).toEqual({
      revokedSessions: 0,
    });
  });

  test('logout passes the scope to the service', async () => {
    const [own, other] = [await fixture.signIn(userId), await fixture.signIn(userId)];

    const context = await contextOf(own.accessToken);
    expect(await resolveField('Mutation', 'logout', context, { input: { scope: 'OTHERS' } })).toEqual({
      revokedSessions: 1,
    });
    expect(await fixture.accessTokenFailure(other.accessToken)).toBe('SESSION_REVOKED');
  });

  test('mySessions and revokeSession use the caller, and throw without one', async () => {
    const [own, other] = [await fixture.signIn(userId), await fixture.signIn(userId)];
    await fixture.signIn(await insertUser(opened.database));
    const context = await contextOf(own.accessToken);
    expect(await resolveField('Query', 'mySessions', context)).toHaveLength(2);

    expect(await resolveField('Mutation', 'revokeSession', context, { id: other.sessionId })).toEqual({});

    expect(await resolveField('Query', 'mySessions', context)).toMatchObject([{ id: own.sessionId }]);
    const anonymous = await contextOf(null);
    expect(() => resolveField('Query', 'mySessions', anonymous)).toThrow('without a current user');
    await expect(resolveField('Mutation', 'revokeSession', anonymous, { id: own.sessionId })).rejects.toThrow(
      'without a current user',
    );
  });

  test('revokeUserSessions uses the caller, and throws without one', async () => {
    const admin = await fixture.signIn(await insertUser(opened.database, { role: 'ADMIN' }));
    const { sessionId } = await fixture.signIn(userId);

    const named = { userId, sessionIds: [sessionId] };
    expect(
      await resolveField('Mutation', 'revokeUserSessions', await contextOf(admin.accessToken), named),
    ).toEqual({
      revokedSessions: 1,
    });
    await expect(
      resolveField('Mutation', 'revokeUserSessions', await contextOf(null), { userId }),
    ).rejects.toThrow('without a current user');
  });

  test('a rejected payload has 0 sessions', async () => {
    const context = await contextOf(null);

    for (const payload of ['LogoutPayload', 'RevokeSessionsPayload'] as const) {
      expect(resolveField(payload, 'revokedSessions', context, {}, { ok: false })).toBe(0);
      expect(resolveField(payload, 'revokedSessions', context, {}, { revokedSessions: 3 })).toBe(3);
    }
  });
});
