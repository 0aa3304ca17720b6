import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createSessionsResolvers } from '../../../src/modules/sessions/sessions.resolvers.js';
import type { UserId } from '../../../src/shared/index.js';
import type { Resolvers } from '../../../src/transports/graphql/generated/resolvers.js';
import { createRequestCookie, refreshCookieName } from '../../../src/transports/graphql/refresh-cookie.js';
import type { RequestContext } from '../../../src/transports/graphql/request-context.js';
import {
  type Bench,
  createBench,
  insertUser,
  openSessionsDatabase,
  phone,
} from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

type Resolve = (parent: unknown, args: unknown, context: unknown, info: unknown) => unknown;

let opened: TestDatabase;
let bench: Bench;
let userId: UserId;
let resolvers: Resolvers;

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  bench = createBench(opened.database);
  userId = await insertUser(opened.database);
  resolvers = createSessionsResolvers({ ...bench, reader: opened.database.transactions.reader });
});

/** Calls a field's resolver as graphql-js does. */
function ask(
  type: keyof Resolvers,
  field: string,
  context: RequestContext,
  args: unknown = {},
  parent: unknown = {},
) {
  const fields = resolvers[type] as Readonly<Record<string, Resolve>>; // every resolver of the room is a plain function
  const resolve = fields[field];
  if (resolve === undefined) throw new Error(`no resolver for ${type}.${field}`);
  return resolve(parent, args, context, {});
}

async function contextOf(accessToken: string | null): Promise<RequestContext> {
  const authentication = accessToken === null ? null : await bench.authenticator.authenticate(accessToken);
  return {
    currentUser: authentication?.user ?? null,
    authenticationFailure: authentication === null ? 'TOKEN_MISSING' : authentication.failure,
    requestId: 'r',
    client: phone,
  };
}

/** A context whose request came with a Cookie header (or may carry one, when it is empty). */
async function withCookie(token: string | null, accessToken: string | null = null) {
  const header = token === null ? undefined : `${refreshCookieName}=${token}`;
  const refreshCookie = createRequestCookie(header, bench.clock.now);
  return { ...(await contextOf(accessToken)), refreshCookie };
}

describe('the refresh cookie', () => {
  test('is read when the input has no token, and filled again: the body never shows what came by cookie', async () => {
    const { refreshToken, sessionId } = await bench.signIn(userId);

    for (const delivery of ['BODY', 'COOKIE', null]) {
      const context = await withCookie(refreshToken);
      const answer = await ask('Mutation', 'refreshToken', context, { input: { delivery } });

      expect(answer).toMatchObject({ tokens: { sessionId, refreshToken: null } });
      expect(context.refreshCookie.read()).toMatch(/^cordon_refresh_/);
      expect(context.refreshCookie.read()).not.toBe(refreshToken);
    }
  });

  test('is filled from a token in the input when that is asked, and left alone when it is not', async () => {
    const { refreshToken } = await bench.signIn(userId);
    const [moved, left] = [await withCookie(null), await withCookie('other')];

    const input = { refreshToken, delivery: 'COOKIE' };
    expect(await ask('Mutation', 'refreshToken', moved, { input })).toMatchObject({
      tokens: { refreshToken: null },
    });
    expect(moved.refreshCookie.setCookie()).toContain(`${refreshCookieName}=cordon_refresh_`);

    const answer = await ask('Mutation', 'refreshToken', left, { input: { refreshToken } });
    expect(answer).toMatchObject({ tokens: { refreshToken: expect.stringMatching(/^cordon_refresh_/) } });
    expect(left.refreshCookie.setCookie()).toBeNull();
  });

  test('stays as it is when the refresh is refused', async () => {
    const context = await withCookie('cordon_refresh_unknown');

    await expect(ask('Mutation', 'refreshToken', context, { input: {} })).rejects.toMatchObject({
      reason: 'REFRESH_TOKEN_INVALID',
    });
    expect(context.refreshCookie.setCookie()).toBeNull();
  });

  test('is refused where there is none, and the token is not spent', async () => {
    const { refreshToken } = await bench.signIn(userId);

    const input = { refreshToken, delivery: 'COOKIE' };
    await expect(ask('Mutation', 'refreshToken', await contextOf(null), { input })).rejects.toMatchObject({
      refusals: [{ reason: 'INVALID_INPUT', field: ['input', 'delivery'] }],
    });
    const [row] = await opened.database.dataSource.query(
      'SELECT count(*)::int AS used FROM refresh_tokens WHERE used_at IS NOT NULL AND session_id IN (SELECT id FROM sessions WHERE user_id = $1)',
      [userId],
    );
    expect(row.used).toBe(0);
  });

  test('logs out by itself, and is emptied by CURRENT and ALL, not by OTHERS', async () => {
    const [one, two] = [await bench.signIn(userId), await bench.signIn(userId)];
    const context = await withCookie(one.refreshToken);

    expect(await ask('Mutation', 'logout', context, { input: { scope: 'OTHERS' } })).toEqual({
      revokedSessions: 1,
    });
    expect(context.refreshCookie.setCookie()).toBeNull();
    expect(await bench.failure(two.accessToken)).toBe('SESSION_REVOKED');

    expect(await ask('Mutation', 'logout', context, {})).toEqual({ revokedSessions: 1 });
    expect(context.refreshCookie.setCookie()).toContain('Max-Age=0');
    const third = await withCookie((await bench.signIn(userId)).refreshToken);
    expect(await ask('Mutation', 'logout', third, { input: { scope: 'ALL' } })).toEqual({
      revokedSessions: 1,
    });
    expect(third.refreshCookie.read()).toBeNull();
  });
});

describe('the fields of the sessions room', () => {
  test('mySession is the session that asks, and says so', async () => {
    const [own, other] = [await bench.signIn(userId), await bench.signIn(userId)];
    const context = await contextOf(own.accessToken);

    const session = await ask('Query', 'mySession', context);

    expect(session).toMatchObject({ id: own.sessionId, deviceName: 'My phone' });
    expect(ask('Session', 'current', context, {}, session)).toBe(true);
    expect(ask('Session', 'current', context, {}, { id: other.sessionId })).toBe(false);
    expect(ask('Session', 'current', await contextOf(null), {}, session)).toBe(false);
  });

  test('the sessions of a page of people cost one statement, each person getting their own', async () => {
    const people = [userId, await insertUser(opened.database), await insertUser(opened.database)];
    for (const id of people.slice(0, 2)) await bench.signIn(id);
    const listLiving = jest.spyOn(bench.sessions, 'listLiving');
    const context = await contextOf(null);

    const lists = await Promise.all(
      [...people, userId].map((id) => ask('User', 'sessions', context, {}, { id })),
    );

    expect(lists).toMatchObject([[{ userId }], [{ userId: people[1] }], [], [{ userId }]]);
    expect(listLiving).toHaveBeenCalledTimes(1);
  });

  test('the sessions of a person are asked anew after a change in the same request', async () => {
    const { refreshToken } = await bench.signIn(userId);
    const context = await contextOf(null);
    expect(await ask('User', 'sessions', context, {}, { id: userId })).toHaveLength(1);

    await ask('Mutation', 'logout', context, { input: { refreshToken } });

    expect(await ask('User', 'sessions', context, {}, { id: userId })).toEqual([]);
  });

  test('refreshToken answers tokens, and refuses a missing token as an unknown one', async () => {
    const { refreshToken, sessionId } = await bench.signIn(userId);
    const context = await contextOf(null);

    expect(await ask('Mutation', 'refreshToken', context, { input: { refreshToken } })).toMatchObject({
      tokens: { sessionId },
    });
    for (const input of [{}, { refreshToken: null }, { refreshToken: '' }]) {
      await expect(ask('Mutation', 'refreshToken', context, { input })).rejects.toMatchObject({
        reason: 'REFRESH_TOKEN_INVALID',
      });
    }
  });

  test('logout works with the access token alone, with null input, and for a stranger', async () => {
    const { accessToken } = await bench.signIn(userId);

    expect(await ask('Mutation', 'logout', await contextOf(accessToken), {})).toEqual({ revokedSessions: 1 });
    expect(await ask('Mutation', 'logout', await contextOf(accessToken), { input: null })).toEqual({
      revokedSessions: 0,
    });
    expect(await ask('Mutation', 'logout', await contextOf(null), { input: {} })).toEqual({
      revokedSessions: 0,
    });
  });

  test('logout passes the scope on', async () => {
    const [own, other] = [await bench.signIn(userId), await bench.signIn(userId)];

    const context = await contextOf(own.accessToken);
    expect(await ask('Mutation', 'logout', context, { input: { scope: 'OTHERS' } })).toEqual({
      revokedSessions: 1,
    });
    expect(await bench.failure(other.accessToken)).toBe('SESSION_REVOKED');
  });

  test("mySessions are the caller's living ones, and revokeSession ends one of them; neither runs without a caller", async () => {
    const [own, other] = [await bench.signIn(userId), await bench.signIn(userId)];
    await bench.signIn(await insertUser(opened.database));
    const context = await contextOf(own.accessToken);
    expect(await ask('Query', 'mySessions', context)).toHaveLength(2);

    expect(await ask('Mutation', 'revokeSession', context, { id: other.sessionId })).toEqual({});

    expect(await ask('Query', 'mySessions', context)).toMatchObject([{ id: own.sessionId }]);
    const stranger = await contextOf(null);
    expect(() => ask('Query', 'mySessions', stranger)).toThrow('without a current user');
    await expect(ask('Mutation', 'revokeSession', stranger, { id: own.sessionId })).rejects.toThrow(
      'without a current user',
    );
  });

  test('revokeUserSessions acts in the name of the caller, and never runs without one', async () => {
    const admin = await bench.signIn(await insertUser(opened.database, { role: 'ADMIN' }));
    const { sessionId } = await bench.signIn(userId);

    const named = { userId, sessionIds: [sessionId] };
    expect(await ask('Mutation', 'revokeUserSessions', await contextOf(admin.accessToken), named)).toEqual({
      revokedSessions: 1,
    });
    await expect(ask('Mutation', 'revokeUserSessions', await contextOf(null), { userId })).rejects.toThrow(
      'without a current user',
    );
  });

  test('a refused payload counts no session', async () => {
    const context = await contextOf(null);

    for (const payload of ['LogoutPayload', 'RevokeSessionsPayload'] as const) {
      expect(ask(payload, 'revokedSessions', context, {}, { ok: false })).toBe(0);
      expect(ask(payload, 'revokedSessions', context, {}, { revokedSessions: 3 })).toBe(3);
    }
  });
});
