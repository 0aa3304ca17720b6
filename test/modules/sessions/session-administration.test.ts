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
  test('ends all sessions of the user and emits an event', async () => {
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

  test('ends exactly the given sessions, also with a duplicate id', async () => {
    expect(await revoke([one.sessionId, one.sessionId.toUpperCase()])).toBe(1);

    expect(await activeSessionIds()).toEqual([two.sessionId]);
  });

  test('ends none and emits nothing for an empty list', async () => {
    expect(await revoke([])).toBe(0);

    expect(await activeSessionIds()).toHaveLength(2);
    expect(fixture.events).toEqual([]);
  });

  test('returns 0 for a user without sessions', async () => {
    await revoke();

    expect(await revoke()).toBe(0);
  });

  test.each(['018f3f3e-0000-7000-8000-00000000dead', 'nobody', '', '\u0000'])(
    'throws USER_NOT_FOUND for %p',
    async (id) => {
      expect(await refusal(null, id)).toBe('USER_NOT_FOUND');
    },
  );

  test('throws USER_NOT_FOUND for a deleted user', async () => {
    await changeUser(opened.database, userId, { deleted_at: fixture.clock.now() });

    expect(await refusal(null)).toBe('USER_NOT_FOUND');
  });

  test('throws ROLE_ESCALATION for a user above the actor and ends nothing', async () => {
    await changeUser(opened.database, userId, { role: 'ADMIN' });

    expect(await refusal(null)).toBe('ROLE_ESCALATION');
    expect(await activeSessionIds()).toHaveLength(2);
    expect(fixture.events).toEqual([]);
  });

  test.each(['018f3f3e-0000-7000-8000-00000000dead', 'nonsense', ''])(
    'throws SESSION_NOT_FOUND for %p, and then ends none of those named',
    async (id) => {
      expect(await refusal([one.sessionId, id])).toBe('SESSION_NOT_FOUND');

      expect(await activeSessionIds()).toHaveLength(2);
    },
  );

  test('throws SESSION_NOT_FOUND for a session of another user', async () => {
    const other = await fixture.signIn(await insertUser(opened.database));

    expect(await refusal([other.sessionId])).toBe('SESSION_NOT_FOUND');
    expect(await fixture.accessTokenFailure(other.accessToken)).toBeNull();
  });

  test('throws SESSION_NOT_FOUND for a session that has ended', async () => {
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

  test('ends all sessions of the user, regardless of the role', async () => {
    await changeUser(opened.database, userId, { role: 'ADMIN' });

    // The username of test users is their id.
    expect(await run(userId)).toEqual({ data: { revokedSessions: 2 }, text: 'Revoked 2 sessions.' });
    expect(await activeSessionIds()).toEqual([]);
    expect(fixture.events).toMatchObject([{ type: 'user.sessions-revoked', actor: { type: 'CLI' } }]);
  });

  test('throws USER_NOT_FOUND for an unknown name', async () => {
    await expect(run('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  });
});

describeOnPostgres('concurrently', () => {
  test('several administrators who end the sessions of one user never deadlock', async () => {
    for (let count = 0; count < 20; count++) await fixture.signIn(userId);

    const ended = await Promise.all(Array.from({ length: 8 }, () => revoke(null, userId, cliActor)));

    expect(ended.reduce((sum, count) => sum + count)).toBe(22);
    expect(await activeSessionIds()).toEqual([]);
  });

  test('two logouts with crossed credentials of two sessions never deadlock', async () => {
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
