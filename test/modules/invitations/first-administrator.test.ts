import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { accept, administrators, reasonOf, setupToken } from './setup-link.js';

let testApp: TestApp;

beforeEach(async () => {
  testApp = await createTestApp();
});
afterEach(() => testApp.close());

const names = { username: 'root', email: 'root@example.com', fullName: null };

describe('the setup link', () => {
  test('creates the first administrator and signs them in', async () => {
    const token = await setupToken(testApp);

    const result = await accept(testApp, {
      token,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
      fullName: 'Olivia Marchetti',
    });

    expect(result).toMatchObject({
      status: 'COMPLETE',
      user: { username: 'root', role: 'ADMIN', status: 'ACTIVE', fullName: 'Olivia Marchetti' },
    });
    const { accessToken } = result['tokens'] as { readonly accessToken: string };
    expect(await testApp.authenticate(accessToken)).toMatchObject({ role: 'ADMIN' });
    expect(await testApp.invitations.firstAdministrator.setupRequired()).toBe(false);
  });

  test('may be issued several times, and using one invalidates all', async () => {
    const [first, second, third] = [
      await setupToken(testApp),
      await setupToken(testApp),
      await setupToken(testApp),
    ];

    const created = await accept(testApp, {
      token: second,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
    });

    expect(created.reasons).toEqual([]);
    for (const token of [first, second, third]) {
      const result = await accept(testApp, {
        token,
        password: goodPassword,
        username: 'rogue',
        email: 'rogue@example.com',
      });
      expect(result.reasons).toEqual(['TOKEN_INVALID']);
    }
    expect(await administrators(testApp)).toEqual([{ username: 'root' }]);
    expect(await testApp.invitations.firstAdministrator.setupLink()).toBeNull();
  });

  test('expires after one day', async () => {
    const token = await setupToken(testApp);
    testApp.advance(86_401);

    const result = await accept(testApp, {
      token,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
    });

    expect(result.reasons).toEqual(['TOKEN_EXPIRED']);
    expect(await administrators(testApp)).toEqual([]);
  });

  test.each<[string, object, readonly string[], readonly string[]]>([
    ['missing names', {}, ['INVALID_INPUT', 'INVALID_INPUT'], ['input.username', 'input.email']],
    ['a missing email address', { username: 'root' }, ['INVALID_INPUT'], ['input.email']],
    [
      'invalid names',
      { username: 'a@b', email: 'nonsense', password: 'short' },
      ['USERNAME_INVALID', 'EMAIL_INVALID', 'PASSWORD_TOO_SHORT'],
      ['input.username', 'input.email', 'input.password'],
    ],
  ])('rejects %s and stays valid', async (_, overrides, reasons, fields) => {
    const token = await setupToken(testApp);

    expect(await accept(testApp, { token, password: goodPassword, ...overrides })).toMatchObject({
      reasons,
      fields,
    });

    const again = await accept(testApp, {
      token,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
    });
    expect(again.reasons).toEqual([]);
  });
});

describe('the first administrator', () => {
  test('is created once, regardless of the number of concurrent attempts and entry points', async () => {
    const { firstAdministrator } = testApp.invitations;
    const tokens = [await setupToken(testApp), await setupToken(testApp)];

    const outcomes = await Promise.all([
      ...tokens.map(async (token, index) => {
        const input = {
          token,
          password: goodPassword,
          username: `setup${index}`,
          email: `setup${index}@example.com`,
        };
        return (await accept(testApp, input)).reasons[0] ?? 'done';
      }),
      reasonOf(
        firstAdministrator.create(
          names,
          { kind: 'PASSWORD', password: goodPassword, mustChange: false },
          cliActor,
        ),
      ),
      reasonOf(
        firstAdministrator.create(
          { ...names, username: 'invited', email: 'i@example.com' },
          { kind: 'INVITATION' },
          cliActor,
        ),
      ),
      firstAdministrator
        .createIfMissing({ ...names, username: 'configured', email: 'c@example.com' }, goodPassword)
        .then((created) => (created ? 'done' : 'exists')),
    ]);

    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(await administrators(testApp)).toHaveLength(1);
    expect(
      await testApp.sql("SELECT 1 FROM one_time_tokens WHERE purpose = 'SETUP' AND used_at IS NULL"),
    ).toEqual([]);
  });

  test('from the configuration must change the password at the first login', async () => {
    const { firstAdministrator } = testApp.invitations;

    expect(await firstAdministrator.createIfMissing(names, goodPassword)).toBe(true);
    expect(await firstAdministrator.createIfMissing(names, goodPassword)).toBe(false);

    const login = await testApp.mutate('login', { input: { username: 'root', password: goodPassword } });
    expect(login['status']).toBe('PASSWORD_CHANGE_REQUIRED');
    const token = login['passwordChangeToken'];
    await testApp.mutate('resetPassword', { input: { token, newPassword: otherPassword } });
    const again = await testApp.mutate('login', { input: { username: 'root', password: otherPassword } });
    expect(again).toMatchObject({ status: 'COMPLETE', user: { role: 'ADMIN' } });
  });

  test('from the configuration requires a password that meets the policy', async () => {
    const refused = testApp.invitations.firstAdministrator.createIfMissing(names, 'short');

    expect(await reasonOf(refused)).toBe('PASSWORD_TOO_SHORT');
    expect(await administrators(testApp)).toEqual([]);
  });
});
