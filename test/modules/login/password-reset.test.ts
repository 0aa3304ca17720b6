import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());

function login(username: string, password: string): ReturnType<TestApp['mutate']> {
  return testApp.mutate('login', { input: { username, password } });
}

function reset(token: unknown, newPassword: string): ReturnType<TestApp['mutate']> {
  return testApp.mutate('resetPassword', { input: { token, newPassword } });
}

/** Issues a reset link and returns its token. */
async function resetToken(id: string): Promise<string> {
  const { link } = await testApp.users.administration.resetUserPassword(id, cliActor);
  return String(link).replace(/^\w+:/, '');
}

describe('resetPassword', () => {
  test('sets the password, ends all sessions, and starts none', async () => {
    const user = await testApp.createUser('lost');
    const { tokens } = await login('lost', goodPassword);
    const token = await resetToken(user.id);
    const before = await testApp.users.users.find(testApp.reader, user.id);

    const result = await reset(token, otherPassword);

    expect(result).toEqual({ reasons: [] });
    expect(await testApp.authenticate((tokens as { readonly accessToken: string }).accessToken)).toBeNull();
    expect(await testApp.sessions.sessions.listActiveSessions(testApp.reader, [user.id])).toEqual([]);
    const after = await testApp.users.users.find(testApp.reader, user.id);
    expect(after?.securityEpoch).toBe((before?.securityEpoch ?? 0) + 1);
    expect(testApp.events.map(({ type, actor }) => `${type} ${actor.type}`)).toContain(
      'user.password-reset ANONYMOUS',
    );
    expect((await login('lost', goodPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    expect((await login('lost', otherPassword))['status']).toBe('COMPLETE');
  });

  test('accepts a token once, also in concurrent requests', async () => {
    const user = await testApp.createUser('once');
    const token = await resetToken(user.id);

    const results = await Promise.all([
      reset(token, otherPassword),
      reset(token, 'a mill with eleven doors'),
    ]);

    expect(results.map(({ reasons }) => reasons.join()).sort()).toEqual(['', 'TOKEN_INVALID']);
    expect((await reset(token, otherPassword)).reasons).toEqual(['TOKEN_INVALID']);
  });

  test('accepts the newest token only', async () => {
    const user = await testApp.createUser('newest');
    const first = await resetToken(user.id);
    await resetToken(user.id);

    expect((await reset(first, otherPassword)).reasons).toEqual(['TOKEN_INVALID']);
  });

  test('rejects an expired token', async () => {
    const user = await testApp.createUser('late');
    const token = await resetToken(user.id);
    testApp.advance(3601);

    expect(await reset(token, otherPassword)).toMatchObject({
      reasons: ['TOKEN_EXPIRED'],
      fields: ['input.token'],
    });
  });

  test('rejects malformed, unknown and other tokens, and those of deleted users', async () => {
    const invited = await testApp.users.administration.createUser(
      { username: 'ingrid', email: 'ingrid@example.com' },
      cliActor,
    );
    const invitation = String(invited.invitationLink).replace(/^\w+:/, '');
    const leaver = await testApp.createUser('leaver');
    const tokenOfDeletedUser = await resetToken(leaver.id);
    await testApp.users.administration.deleteUser({ id: leaver.id, reason: 'left' }, cliActor);

    for (const token of ['', 'x', `cordon_reset_${'A'.repeat(43)}`, invitation, tokenOfDeletedUser, '\0']) {
      expect((await reset(token, otherPassword)).reasons).toEqual(['TOKEN_INVALID']);
    }
  });

  test('does not use up the link when the password is rejected', async () => {
    const user = await testApp.createUser('retry');
    const token = await resetToken(user.id);

    const rejected = [await reset(token, 'short'), await reset(token, 'retry retry retry retry')];

    expect(rejected.map(({ reasons }) => reasons)).toEqual([
      ['PASSWORD_TOO_SHORT'],
      ['PASSWORD_SIMILAR_TO_IDENTITY'],
    ]);
    expect((await reset(token, otherPassword)).reasons).toEqual([]);
  });

  test('requires a new password with the token that login returns', async () => {
    await testApp.createUser('forced', { mustChange: true });
    const { passwordChangeToken } = await login('forced', goodPassword);

    const same = await reset(passwordChangeToken, goodPassword);
    const other = await reset(passwordChangeToken, otherPassword);

    expect(same).toMatchObject({ reasons: ['PASSWORD_REUSED'], fields: ['input.newPassword'] });
    expect(other.reasons).toEqual([]);
    expect((await login('forced', otherPassword))['status']).toBe('COMPLETE');
  });

  test('does not enable a disabled user', async () => {
    const user = await testApp.createUser('disabled');
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);
    const token = await resetToken(user.id);

    const result = await reset(token, otherPassword);

    expect(result.reasons).toEqual([]);
    expect((await login('disabled', otherPassword)).reasons).toEqual(['ACCOUNT_DISABLED']);
  });
});
