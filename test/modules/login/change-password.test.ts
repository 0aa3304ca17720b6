import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CurrentUser, cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { describeOnPostgres } from '../../helpers/test-database.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());

/** Signs in and answers the caller of that session. */
async function signIn(username: string, password: string = goodPassword): Promise<CurrentUser> {
  const { tokens } = await testApp.mutate('login', { input: { username, password } });
  const caller = await testApp.authenticate((tokens as { readonly accessToken: string }).accessToken);
  if (caller === null) throw new Error('not signed in');
  return caller;
}

function change(caller: CurrentUser, input: object): ReturnType<TestApp['mutate']> {
  return testApp.mutate('changePassword', { input }, caller);
}

async function activeSessions(caller: CurrentUser): Promise<readonly string[]> {
  return (await testApp.sessions.sessions.listActiveSessions(testApp.reader, [caller.id])).map(
    ({ id }) => id,
  );
}

async function hashOf(caller: CurrentUser): Promise<unknown> {
  const [row] = await testApp.sql('SELECT hash FROM password_credentials WHERE user_id = $1', [caller.id]);
  return row?.['hash'];
}

describe('reauthenticate', () => {
  test('makes this session fresh again, and no other', async () => {
    await testApp.createUser('fresh');
    const caller = await signIn('fresh');
    const elsewhere = await signIn('fresh');
    testApp.advance(500);

    const answer = await testApp.mutate('reauthenticate', { password: goodPassword }, caller);

    expect(answer.reasons).toEqual([]);
    const sessions = await testApp.sessions.sessions.listActiveSessions(testApp.reader, [caller.id]);
    const provenAt = new Map(sessions.map(({ id, authenticatedAt }) => [id, authenticatedAt]));
    expect(provenAt.get(caller.sessionId)).toEqual(testApp.clock.now());
    expect(provenAt.get(elsewhere.sessionId)).toEqual(elsewhere.authenticatedAt);
  });

  test.each([otherPassword, '', null, undefined])(
    'refuses %p and leaves the session as it was',
    async (password) => {
      const caller = await signIn('fresh');
      testApp.advance(500);

      const answer = await testApp.mutate('reauthenticate', { password }, caller);

      expect(answer).toMatchObject({ reasons: ['CURRENT_PASSWORD_WRONG'], fields: ['password'] });
      const session = await testApp.sessions.sessions.findActiveSession(testApp.reader, caller.sessionId);
      expect(session?.authenticatedAt).toEqual(caller.authenticatedAt);
    },
  );

  test('refuses somebody who was disabled a moment ago', async () => {
    const user = await testApp.createUser('gone');
    const caller = await signIn('gone');
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);

    expect((await testApp.mutate('reauthenticate', { password: goodPassword }, caller)).reasons).toEqual([
      'ACCOUNT_DISABLED',
    ]);
  });
});

describe('changePassword', () => {
  test('changes it, keeps this session, and ends all others at once', async () => {
    const user = await testApp.createUser('change');
    const caller = await signIn('change');
    await signIn('change');
    await signIn('change');

    const answer = await change(caller, { currentPassword: goodPassword, newPassword: otherPassword });

    expect(answer).toEqual({ revokedSessions: 2, reasons: [] });
    expect(await activeSessions(caller)).toEqual([caller.sessionId]);
    expect((await testApp.users.users.find(testApp.reader, user.id))?.securityEpoch).toBe(user.securityEpoch);
    expect(testApp.events.at(-1)?.subjectId).toBe(user.id);
    expect(testApp.events.map(({ type, subjectId }) => `${type} ${subjectId}`)).toContain(
      `user.password-changed ${user.id}`,
    );
    const old = await testApp.mutate('login', { input: { username: 'change', password: goodPassword } });
    expect(old.reasons).toEqual(['INVALID_CREDENTIALS']);
    await expect(signIn('change', otherPassword)).resolves.toMatchObject({ id: user.id });
  });

  test('keeps the other sessions when asked to', async () => {
    await testApp.createUser('keep');
    const caller = await signIn('keep');
    await signIn('keep');

    const answer = await change(caller, {
      currentPassword: goodPassword,
      newPassword: otherPassword,
      revokeOtherSessions: false,
    });

    expect(answer).toEqual({ revokedSessions: 0, reasons: [] });
    expect(await activeSessions(caller)).toHaveLength(2);
  });

  test.each<[string, string, string, string]>([
    ['a wrong current password', otherPassword, 'x'.repeat(15), 'CURRENT_PASSWORD_WRONG'],
    ['the same password', goodPassword, goodPassword, 'PASSWORD_REUSED'],
    [
      'the same password in other bytes',
      goodPassword,
      goodPassword.replace('v', '\uff56'),
      'PASSWORD_REUSED',
    ],
    ['a short one', goodPassword, 'short', 'PASSWORD_TOO_SHORT'],
    ['a long one', goodPassword, 'long enough? '.repeat(30), 'PASSWORD_TOO_LONG'],
    ['a listed one', goodPassword, 'passwordpassword', 'PASSWORD_COMPROMISED'],
    ['their own name', goodPassword, 'refused refused refused', 'PASSWORD_SIMILAR_TO_IDENTITY'],
    ['a NUL', goodPassword, `${otherPassword}\0`, 'INVALID_INPUT'],
  ])('refuses %s and changes nothing', async (_, currentPassword, newPassword, reason) => {
    if ((await testApp.users.users.findByIdentifier(testApp.reader, 'refused')) === null)
      await testApp.createUser('refused');
    const caller = await signIn('refused');
    const before = await hashOf(caller);
    const sessions = await activeSessions(caller);
    const told = testApp.events.length;

    const answer = await change(caller, { currentPassword, newPassword });

    expect(answer.reasons).toEqual([reason]);
    expect(answer['fields']).toEqual([
      reason === 'CURRENT_PASSWORD_WRONG' ? 'input.currentPassword' : 'input.newPassword',
    ]);
    expect(await hashOf(caller)).toBe(before);
    expect(await activeSessions(caller)).toEqual(sessions);
    const failed = {
      type: 'login.failed',
      subjectId: caller.id,
      reason: 'WRONG_PASSWORD',
      outcome: 'FAILURE',
    };
    expect(testApp.events.slice(told)).toMatchObject(reason === 'CURRENT_PASSWORD_WRONG' ? [failed] : []);
  });

  test('takes back a reset link that was sent before', async () => {
    const user = await testApp.createUser('linked');
    const caller = await signIn('linked');
    const grant = {
      purpose: 'PASSWORD_RESET',
      userId: user.id,
      ttlSeconds: 60,
      actor: { type: 'CLI' },
    } as const;
    const token = await testApp.opened.database.transactions.run((transaction) =>
      testApp.tokens.oneTimeTokens.issue(transaction, grant),
    );

    await change(caller, { currentPassword: goodPassword, newPassword: otherPassword });

    const reset = await testApp.mutate('resetPassword', {
      input: { token, newPassword: 'a mill with eleven doors' },
    });
    expect(reset.reasons).toEqual(['TOKEN_INVALID']);
  });

  test('of two changes at once lets one win, and the other was told the truth', async () => {
    await testApp.createUser('racing');
    const caller = await signIn('racing');

    const answers = await Promise.all(
      ['a mill with eleven doors', 'a harbour of paper boats'].map((newPassword) =>
        change(caller, { currentPassword: goodPassword, newPassword }),
      ),
    );

    expect(answers.map(({ reasons }) => reasons.join()).sort()).toEqual(['', 'CURRENT_PASSWORD_WRONG']);
  });
});

describeOnPostgres('at the same moment', () => {
  /** Answers when some statement of this database waits for a lock. */
  async function untilLockWait(): Promise<void> {
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await testApp.sql(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  test('a change and a logout of the other sessions never wait for each other in a circle', async () => {
    await testApp.createUser('circling');
    await signIn('circling');
    const caller = await signIn('circling');
    const elsewhere = await signIn('circling');
    let logout: ReturnType<TestApp['mutate']> | null = null;
    testApp.subscribe(async (_, { type, subjectId }) => {
      if (type !== 'user.password-changed' || subjectId !== caller.id) return;
      logout = testApp.mutate('logout', { input: { scope: 'OTHERS' } }, elsewhere);
      await untilLockWait();
    });

    const changed = await change(caller, { currentPassword: goodPassword, newPassword: otherPassword });

    expect(changed).toMatchObject({ reasons: [], revokedSessions: 2 });
    expect(await logout).toMatchObject({ reasons: [] });
  });
});
