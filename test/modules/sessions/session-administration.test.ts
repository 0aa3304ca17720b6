import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Actor, cliActor } from '../../../src/modules/access/index.js';
import type { IssuedTokens } from '../../../src/modules/sessions/index.js';
import type { UserId } from '../../../src/shared/index.js';
import {
  actorFrom,
  type Bench,
  changeUser,
  createBench,
  insertUser,
  openSessionsDatabase,
  reasonOf,
} from '../../helpers/sessions-fixture.js';
import { describeOnServer, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let bench: Bench;
let support: Actor;
let userId: UserId;
let one: IssuedTokens;
let two: IssuedTokens;

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  bench = createBench(opened.database);
  const { accessToken } = await bench.signIn(await insertUser(opened.database, { role: 'SUPPORT' }));
  support = await actorFrom(bench, accessToken);
  userId = await insertUser(opened.database);
  [one, two] = [await bench.signIn(userId), await bench.signIn(userId)];
  bench.events.length = 0;
});

const revoke = (sessionIds: readonly string[] | null = null, of: string = userId, actor = support) =>
  bench.administration.revoke(actor, { userId: of, sessionIds });
const refusal = (sessionIds: readonly string[] | null, of: string = userId) =>
  revoke(sessionIds, of).then(() => null, reasonOf);
const living = async () =>
  (await bench.sessions.listLiving(opened.database.transactions.reader, [userId])).map(({ id }) => id).sort();

describe('revokeUserSessions', () => {
  test('ends all sessions of the person at once, and tells it', async () => {
    expect(await revoke()).toBe(2);

    expect(await bench.failure(one.accessToken)).toBe('SESSION_REVOKED');
    expect(await bench.refusal(two.refreshToken)).toBe('SESSION_REVOKED');
    expect(bench.events).toEqual([
      {
        type: 'user.sessions-revoked',
        occurredAt: bench.clock.now(),
        actor: { type: 'USER', id: support.type === 'USER' ? support.user.id : null },
        subjectId: userId,
      },
    ]);
  });

  test('ends those named and no others, a name given twice included', async () => {
    expect(await revoke([one.sessionId, one.sessionId.toUpperCase()])).toBe(1);

    expect(await living()).toEqual([two.sessionId]);
  });

  test('given an empty list ends none, and tells nothing', async () => {
    expect(await revoke([])).toBe(0);

    expect(await living()).toHaveLength(2);
    expect(bench.events).toEqual([]);
  });

  test('answers 0 for a person who is signed in nowhere', async () => {
    await revoke();

    expect(await revoke()).toBe(0);
  });

  test.each(['018f3f3e-0000-7000-8000-00000000dead', 'nobody', '', '\u0000'])(
    'refuses USER_NOT_FOUND for %p',
    async (id) => {
      expect(await refusal(null, id)).toBe('USER_NOT_FOUND');
    },
  );

  test('refuses USER_NOT_FOUND for a deleted person', async () => {
    await changeUser(opened.database, userId, { deleted_at: bench.clock.now() });

    expect(await refusal(null)).toBe('USER_NOT_FOUND');
  });

  test('refuses ROLE_ESCALATION for a person above the actor, and ends nothing', async () => {
    await changeUser(opened.database, userId, { role: 'ADMIN' });

    expect(await refusal(null)).toBe('ROLE_ESCALATION');
    expect(await living()).toHaveLength(2);
    expect(bench.events).toEqual([]);
  });

  test.each(['018f3f3e-0000-7000-8000-00000000dead', 'nonsense', ''])(
    'refuses SESSION_NOT_FOUND for %p, and then ends none of those named',
    async (id) => {
      expect(await refusal([one.sessionId, id])).toBe('SESSION_NOT_FOUND');

      expect(await living()).toHaveLength(2);
    },
  );

  test("refuses SESSION_NOT_FOUND for another person's session, as if it did not exist", async () => {
    const other = await bench.signIn(await insertUser(opened.database));

    expect(await refusal([other.sessionId])).toBe('SESSION_NOT_FOUND');
    expect(await bench.failure(other.accessToken)).toBeNull();
  });

  test('refuses SESSION_NOT_FOUND for a session that has ended', async () => {
    await revoke([one.sessionId]);

    expect(await refusal([one.sessionId, two.sessionId])).toBe('SESSION_NOT_FOUND');
    expect(await living()).toEqual([two.sessionId]);
  });
});

describe('cordon users revoke-sessions', () => {
  const run = async (user: string) => {
    const command = bench.commands?.find(({ name }) => name === 'users revoke-sessions');
    return command?.run({ arguments: { user }, options: {}, secret: null });
  };

  test('ends all sessions of the person named, whatever their role', async () => {
    await changeUser(opened.database, userId, { role: 'ADMIN' });

    // The test's people have their id for a username.
    expect(await run(userId)).toEqual({ data: { revokedSessions: 2 }, text: 'Ended 2 sessions.' });
    expect(await living()).toEqual([]);
    expect(bench.events).toMatchObject([{ type: 'user.sessions-revoked', actor: { type: 'CLI' } }]);
  });

  test('refuses USER_NOT_FOUND for a name that nobody has', async () => {
    await expect(run('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  });
});

describeOnServer('at the same moment', () => {
  test('several who end the sessions of one person never wait for each other in a circle', async () => {
    for (let count = 0; count < 20; count++) await bench.signIn(userId);

    const ended = await Promise.all(Array.from({ length: 8 }, () => revoke(null, userId, cliActor)));

    expect(ended.reduce((sum, count) => sum + count)).toBe(22);
    expect(await living()).toEqual([]);
  });

  test('two logouts, each with the access token of one session and the refresh token of the other, never wait for each other either', async () => {
    for (let round = 0; round < 10; round++) {
      const [left, right] = [await bench.signIn(userId), await bench.signIn(userId)];
      const logout = async (own: IssuedTokens, { refreshToken }: IssuedTokens): Promise<number> => {
        const currentUser = (await bench.authenticator.authenticate(own.accessToken))?.user ?? null;
        return bench.sessions.logout({ currentUser, refreshToken });
      };

      const ended = await Promise.all([logout(left, right), logout(right, left)]);

      expect(ended.sort()).toEqual([0, 2]);
    }
  });
});
