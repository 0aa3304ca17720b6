import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Actor, cliActor } from '../../../src/modules/access/index.js';
import type { IssuedTokens } from '../../../src/modules/sessions/index.js';
import type { UserId } from '../../../src/shared/index.js';
import {
  actorFrom,
  changeUser,
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  reasonOf,
  type SessionsFixture,
} from '../../helpers/sessions-fixture.js';
import { describeOnPostgres, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let fixture: SessionsFixture;
let support: Actor;
let userId: UserId;
let one: IssuedTokens;
let two: IssuedTokens;

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  fixture = createSessionsFixture(opened.database);
  const { accessToken } = await fixture.signIn(await insertUser(opened.database, { role: 'SUPPORT' }));
  support = await actorFrom(fixture, accessToken);
  userId = await insertUser(opened.database);
  [one, two] = [await fixture.signIn(userId), await fixture.signIn(userId)];
  fixture.events.length = 0;
});

const revoke = (sessionIds: readonly string[] | null = null, of: string = userId, actor = support) =>
  fixture.administration.revokeSessions(actor, { userId: of, sessionIds });
const refusal = (sessionIds: readonly string[] | null, of: string = userId) =>
  revoke(sessionIds, of).then(() => null, reasonOf);
const activeSessionIds = async () =>
  (await fixture.sessions.listActiveSessions(opened.database.transactions.reader, [userId]))
    .map(({ id }) => id)
    .sort();

describe('revokeUserSessions', () => {
  test('ends all sessions of the user at once, and tells it', async () => {
    expect(await revoke()).toBe(2);

    expect(await fixture.accessTokenFailure(one.accessToken)).toBe('SESSION_REVOKED');
    expect(await fixture.refreshFailure(two.refreshToken)).toBe('SESSION_REVOKED');
    expect(fixture.events).toEqual([
      {
        type: 'user.sessions-revoked',
        occurredAt: fixture.clock.now(),
        actor: { type: 'USER', id: support.type === 'USER' ? support.user.id : null },
        subjectId: userId,
      },
    ]);
  });

  test('ends those named and no others, a name given twice included', async () => {
    expect(await revoke([one.sessionId, one.sessionId.toUpperCase()])).toBe(1);

    expect(await activeSessionIds()).toEqual([two.sessionId]);
  });

  test('given an empty list ends none, and tells nothing', async () => {
    expect(await revoke([])).toBe(0);

    expect(await activeSessionIds()).toHaveLength(2);
    expect(fixture.events).toEqual([]);
  });

  test('answers 0 for a user who is signed in nowhere', async () => {
    await revoke();

    expect(await revoke()).toBe(0);
  });

  test.each(['018f3f3e-0000-7000-8000-00000000dead', 'nobody', '', '\u0000'])(
    'refuses USER_NOT_FOUND for %p',
    async (id) => {
      expect(await refusal(null, id)).toBe('USER_NOT_FOUND');
    },
  );

  test('refuses USER_NOT_FOUND for a deleted user', async () => {
    await changeUser(opened.database, userId, { deleted_at: fixture.clock.now() });

    expect(await refusal(null)).toBe('USER_NOT_FOUND');
  });

  test('refuses ROLE_ESCALATION for a user above the actor, and ends nothing', async () => {
    await changeUser(opened.database, userId, { role: 'ADMIN' });

    expect(await refusal(null)).toBe('ROLE_ESCALATION');
    expect(await activeSessionIds()).toHaveLength(2);
    expect(fixture.events).toEqual([]);
  });

  test.each(['018f3f3e-0000-7000-8000-00000000dead', 'nonsense', ''])(
    'refuses SESSION_NOT_FOUND for %p, and then ends none of those named',
    async (id) => {
      expect(await refusal([one.sessionId, id])).toBe('SESSION_NOT_FOUND');

      expect(await activeSessionIds()).toHaveLength(2);
    },
  );

  test("refuses SESSION_NOT_FOUND for another user's session, as if it did not exist", async () => {
    const other = await fixture.signIn(await insertUser(opened.database));

    expect(await refusal([other.sessionId])).toBe('SESSION_NOT_FOUND');
    expect(await fixture.accessTokenFailure(other.accessToken)).toBeNull();
  });

  test('refuses SESSION_NOT_FOUND for a session that has ended', async () => {
    await revoke([one.sessionId]);

    expect(await refusal([one.sessionId, two.sessionId])).toBe('SESSION_NOT_FOUND');
    expect(await activeSessionIds()).toEqual([two.sessionId]);
  });
});

describe('cordon users revoke-sessions', () => {
  const run = async (user: string) => {
    const command = fixture.commands?.find(({ name }) => name === 'users revoke-sessions');
    return command?.run({ arguments: { user }, options: {}, secret: null });
  };

  test('ends all sessions of the user named, whatever their role', async () => {
    await changeUser(opened.database, userId, { role: 'ADMIN' });

    // The test's users have their id for a username.
    expect(await run(userId)).toEqual({ data: { revokedSessions: 2 }, text: 'Revoked 2 sessions.' });
    expect(await activeSessionIds()).toEqual([]);
    expect(fixture.events).toMatchObject([{ type: 'user.sessions-revoked', actor: { type: 'CLI' } }]);
  });

  test('refuses USER_NOT_FOUND for a name that nobody has', async () => {
    await expect(run('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  });
});

describeOnPostgres('at the same moment', () => {
  test('several who end the sessions of one user never wait for each other in a circle', async () => {
    for (let count = 0; count < 20; count++) await fixture.signIn(userId);

    const ended = await Promise.all(Array.from({ length: 8 }, () => revoke(null, userId, cliActor)));

    expect(ended.reduce((sum, count) => sum + count)).toBe(22);
    expect(await activeSessionIds()).toEqual([]);
  });

  test('two logouts, each with the access token of one session and the refresh token of the other, never wait for each other either', async () => {
    for (let round = 0; round < 10; round++) {
      const [left, right] = [await fixture.signIn(userId), await fixture.signIn(userId)];
      const logout = async (own: IssuedTokens, { refreshToken }: IssuedTokens): Promise<number> => {
        const currentUser = (await fixture.authenticator.authenticate(own.accessToken))?.user ?? null;
        return fixture.sessions.logout({ currentUser, refreshToken });
      };

      const ended = await Promise.all([logout(left, right), logout(right, left)]);

      expect(ended.sort()).toEqual([0, 2]);
    }
  });
});
