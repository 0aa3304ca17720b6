import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import type { UserId } from '../../../src/shared/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());

/** Invites a user and returns the id and the token of the link. */
async function invite(name: string): Promise<{ readonly id: UserId; readonly token: string }> {
  const input = { username: name, email: `${name}@example.com`, fullName: 'As invited' };
  const { user, invitationLink } = await testApp.users.administration.createUser(input, cliActor);
  return { id: user.id, token: String(invitationLink).replace('invitation:', '') };
}

function accept(input: object): ReturnType<TestApp['mutate']> {
  return testApp.mutate('acceptInvitation', { input });
}

describe('acceptInvitation with an invitation', () => {
  test('activates the invited user and signs them in', async () => {
    const { id, token } = await invite('ada');

    const result = await accept({ token, password: goodPassword });

    expect(result).toMatchObject({
      status: 'COMPLETE',
      reasons: [],
      user: {
        id,
        status: 'ACTIVE',
        fullName: 'As invited',
        emailVerified: false,
        lastLoginAt: testApp.clock.now(),
      },
    });
    const { accessToken } = result['tokens'] as { readonly accessToken: string };
    expect(await testApp.authenticate(accessToken)).toMatchObject({ id });
    const login = await testApp.mutate('login', { input: { username: 'ada', password: goodPassword } });
    expect(login['status']).toBe('COMPLETE');
  });

  test('delivers the refresh token in the cookie when asked, and without a cookie keeps the link', async () => {
    const { token } = await invite('cookie');
    const stored: string[] = [];
    const refreshCookie = { read: () => null, store: (text: string) => stored.push(text), clear: () => {} };
    const input = { token, password: goodPassword, delivery: 'COOKIE' };

    const refused = await accept(input);
    const accepted = await testApp.mutate('acceptInvitation', { input }, undefined, { refreshCookie });

    expect([refused.reasons, refused['fields']]).toEqual([['INVALID_INPUT'], ['input.delivery']]);
    expect(accepted).toMatchObject({ reasons: [], tokens: { refreshToken: null } });
    const again = await testApp.mutate('refreshToken', { input: { refreshToken: stored[0] } });
    expect(again).toMatchObject({ reasons: [], tokens: { sessionId: expect.any(String) } });
  });

  test('sets the full name when given', async () => {
    const { token } = await invite('grace');

    const result = await accept({ token, password: goodPassword, fullName: 'Grace Hopper' });

    expect(result['user']).toMatchObject({ fullName: 'Grace Hopper' });
  });

  test('accepts a token once, also for two concurrent requests', async () => {
    const { token } = await invite('once');

    const results = await Promise.all([
      accept({ token, password: goodPassword }),
      accept({ token, password: otherPassword }),
    ]);

    expect(results.map(({ reasons }) => reasons.join()).sort()).toEqual(['', 'TOKEN_INVALID']);
    expect((await accept({ token, password: goodPassword })).reasons).toEqual(['TOKEN_INVALID']);
  });

  test.each<[string, object, readonly string[], readonly string[]]>([
    [
      'a username and an email address',
      { username: 'x', email: 'x@y.z' },
      ['INVALID_INPUT', 'INVALID_INPUT'],
      ['input.username', 'input.email'],
    ],
    ['an invalid full name', { fullName: 'a\0b' }, ['INVALID_INPUT'], ['input.fullName']],
    ['a short password', { password: 'short' }, ['PASSWORD_TOO_SHORT'], ['input.password']],
    [
      'their own name as password',
      { password: 'refused refused refused' },
      ['PASSWORD_SIMILAR_TO_IDENTITY'],
      ['input.password'],
    ],
  ])('rejects %s and keeps the link valid', async (label, overrides, reasons, fields) => {
    const { id, token } = await invite(`refused.${label.replaceAll(' ', '.')}`);

    const result = await accept({ token, password: goodPassword, ...overrides });

    expect(result).toMatchObject({ reasons, fields });
    expect((await testApp.users.users.find(testApp.reader, id))?.status).toBe('INVITED');
    expect((await accept({ token, password: goodPassword })).reasons).toEqual([]);
  });

  test('rejects an expired link', async () => {
    const { token } = await invite('late');
    testApp.advance(7 * 86_400 + 1);

    expect((await accept({ token, password: goodPassword })).reasons).toEqual(['TOKEN_EXPIRED']);
  });

  test('rejects a disabled user, and the old link after the user is enabled', async () => {
    const { id, token } = await invite('paused');
    await testApp.users.administration.disableUser({ id, reason: 'wait' }, cliActor);
    expect((await accept({ token, password: goodPassword })).reasons).toEqual(['TOKEN_INVALID']);

    await testApp.users.administration.enableUser(id, cliActor);
    expect((await accept({ token, password: goodPassword })).reasons).toEqual(['TOKEN_INVALID']);

    const { link } = await testApp.users.administration.resetUserPassword(id, cliActor);
    const newToken = String(link).replace('invitation:', '');
    expect((await accept({ token: newToken, password: goodPassword })).reasons).toEqual([]);
  });

  test('rejects invalid tokens and tokens with another purpose', async () => {
    const user = await testApp.createUser('reset');
    const { link } = await testApp.users.administration.resetUserPassword(user.id, cliActor);

    for (const token of ['', 'x', `cordon_invite_${'A'.repeat(43)}`, String(link).replace('reset:', '')]) {
      expect((await accept({ token, password: goodPassword })).reasons).toEqual(['TOKEN_INVALID']);
    }
  });
});
