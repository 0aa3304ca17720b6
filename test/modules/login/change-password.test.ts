import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CurrentUser, cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { login, signIn } from './login-requests.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());

function changePassword(caller: CurrentUser, input: object): ReturnType<TestApp['mutate']> {
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
  test('records the authentication in the current session only', async () => {
    await testApp.createUser('fresh');
    const caller = await signIn(testApp, 'fresh');
    const otherSession = await signIn(testApp, 'fresh');
    testApp.advance(500);

    const result = await testApp.mutate('reauthenticate', { password: goodPassword }, caller);

    expect(result.reasons).toEqual([]);
    const sessions = await testApp.sessions.sessions.listActiveSessions(testApp.reader, [caller.id]);
    const authenticatedAtById = new Map(sessions.map(({ id, authenticatedAt }) => [id, authenticatedAt]));
    expect(authenticatedAtById.get(caller.sessionId)).toEqual(testApp.clock.now());
    expect(authenticatedAtById.get(otherSession.sessionId)).toEqual(otherSession.authenticatedAt);
  });

  test.each([otherPassword, '', null, undefined])(
    'rejects the password %p and does not change the session',
    async (password) => {
      const caller = await signIn(testApp, 'fresh');
      testApp.advance(500);

      const result = await testApp.mutate('reauthenticate', { password }, caller);

      expect(result).toMatchObject({ reasons: ['CURRENT_PASSWORD_WRONG'], fields: ['password'] });
      const session = await testApp.sessions.sessions.findActiveSession(testApp.reader, caller.sessionId);
      expect(session?.authenticatedAt).toEqual(caller.authenticatedAt);
    },
  );

  test('rejects a user who was disabled after signing in', async () => {
    const user = await testApp.createUser('disabled');
    const caller = await signIn(testApp, 'disabled');
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);

    expect((await testApp.mutate('reauthenticate', { password: goodPassword }, caller))['refusals']).toEqual([
      expect.objectContaining({ reason: 'UNAUTHENTICATED', authenticationFailure: 'ACCOUNT_DISABLED' }),
    ]);
  });
});

describe('changePassword', () => {
  test('changes the password, keeps the current session and ends all others', async () => {
    const user = await testApp.createUser('change');
    const caller = await signIn(testApp, 'change');
    await signIn(testApp, 'change');
    await signIn(testApp, 'change');

    const result = await changePassword(caller, {
      currentPassword: goodPassword,
      newPassword: otherPassword,
    });

    expect(result).toEqual({ revokedSessions: 2, reasons: [] });
    expect(await activeSessions(caller)).toEqual([caller.sessionId]);
    expect((await testApp.users.users.find(testApp.reader, user.id))?.securityEpoch).toBe(user.securityEpoch);
    expect(testApp.events.at(-1)?.subjectId).toBe(user.id);
    expect(testApp.events.map(({ type, subjectId }) => `${type} ${subjectId}`)).toContain(
      `user.password-changed ${user.id}`,
    );
    expect((await login(testApp, 'change', goodPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    await expect(signIn(testApp, 'change', otherPassword)).resolves.toMatchObject({ id: user.id });
  });

  test('keeps the other sessions when revokeOtherSessions is false', async () => {
    await testApp.createUser('keep');
    const caller = await signIn(testApp, 'keep');
    await signIn(testApp, 'keep');

    const result = await changePassword(caller, {
      currentPassword: goodPassword,
      newPassword: otherPassword,
      revokeOtherSessions: false,
    });

    expect(result).toEqual({ revokedSessions: 0, reasons: [] });
    expect(await activeSessions(caller)).toHaveLength(2);
  });

  test.each<[string, string, string, string]>([
    ['a wrong current password', otherPassword, 'x'.repeat(15), 'CURRENT_PASSWORD_WRONG'],
    ['the same password', goodPassword, goodPassword, 'PASSWORD_REUSED'],
    [
      'the same password in another Unicode form',
      goodPassword,
      goodPassword.replace('v', '\uff56'),
      'PASSWORD_REUSED',
    ],
    ['a short password', goodPassword, 'short', 'PASSWORD_TOO_SHORT'],
    ['a long password', goodPassword, 'long enough? '.repeat(30), 'PASSWORD_TOO_LONG'],
    ['a compromised password', goodPassword, 'passwordpassword', 'PASSWORD_COMPROMISED'],
    ['a password with the username', goodPassword, 'refused refused refused', 'PASSWORD_SIMILAR_TO_IDENTITY'],
    ['a password with U+0000', goodPassword, `${otherPassword}\0`, 'INVALID_INPUT'],
  ])('rejects %s and changes nothing', async (_, currentPassword, newPassword, reason) => {
    if ((await testApp.users.users.findByIdentifier(testApp.reader, 'refused')) === null)
      await testApp.createUser('refused');
    const caller = await signIn(testApp, 'refused');
    const before = await hashOf(caller);
    const sessions = await activeSessions(caller);
    const eventCount = testApp.events.length;

    const result = await changePassword(caller, { currentPassword, newPassword });

    expect(result.reasons).toEqual([reason]);
    expect(result['fields']).toEqual([
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
    expect(testApp.events.slice(eventCount)).toMatchObject(
      reason === 'CURRENT_PASSWORD_WRONG' ? [failed] : [],
    );
  });

  test('withdraws a reset link that was sent before', async () => {
    const user = await testApp.createUser('linked');
    const caller = await signIn(testApp, 'linked');
    const grant = {
      purpose: 'PASSWORD_RESET',
      userId: user.id,
      ttlSeconds: 60,
      actor: { type: 'CLI' },
    } as const;
    const token = await testApp.opened.database.transactions.run((transaction) =>
      testApp.tokens.oneTimeTokens.issue(transaction, grant),
    );

    await changePassword(caller, { currentPassword: goodPassword, newPassword: otherPassword });

    const reset = await testApp.mutate('resetPassword', {
      input: { token, newPassword: 'a mill with eleven doors' },
    });
    expect(reset.reasons).toEqual(['TOKEN_INVALID']);
  });

  test('accepts one of two concurrent changes, rejects the other with CURRENT_PASSWORD_WRONG', async () => {
    await testApp.createUser('racing');
    const caller = await signIn(testApp, 'racing');

    const results = await Promise.all(
      ['a mill with eleven doors', 'a harbour of paper boats'].map((newPassword) =>
        changePassword(caller, { currentPassword: goodPassword, newPassword }),
      ),
    );

    expect(results.map(({ reasons }) => reasons.join()).sort()).toEqual(['', 'CURRENT_PASSWORD_WRONG']);
  });
});

describeOnPostgres('concurrent changePassword and logout', () => {
  /** Resolves when a statement of this database waits for a lock. */
  async function waitForLockWait(): Promise<void> {
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await testApp.sql(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  test('do not deadlock', async () => {
    await testApp.createUser('concurrent');
    await signIn(testApp, 'concurrent');
    const caller = await signIn(testApp, 'concurrent');
    const otherSession = await signIn(testApp, 'concurrent');
    let logout: ReturnType<TestApp['mutate']> | null = null;
    testApp.subscribe(async (_, { type, subjectId }) => {
      if (type !== 'user.password-changed' || subjectId !== caller.id) return;
      logout = testApp.mutate('logout', { input: { scope: 'OTHERS' } }, otherSession);
      await waitForLockWait();
    });

    const changed = await changePassword(caller, {
      currentPassword: goodPassword,
      newPassword: otherPassword,
    });

    expect(changed).toMatchObject({ reasons: [], revokedSessions: 2 });
    expect(await logout).toMatchObject({ reasons: [] });
  });
});
