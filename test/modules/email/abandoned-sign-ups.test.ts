import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { goodPassword } from '../../helpers/create-test-app.js';
import { login } from '../login/login-requests.js';
import { createEmailFixture, type EmailFixture } from './email-fixture.js';

const daySeconds = 86_400;

let optional: EmailFixture;
beforeAll(async () => {
  optional = await createEmailFixture({ emailVerification: 'optional' });
});
afterAll(() => optional.app.close());

const sweep = (): Promise<void> =>
  optional.app.users.sweep?.(optional.app.opened.database.transactions) ?? Promise.resolve();
const usernames = async (): Promise<readonly unknown[]> =>
  (await optional.app.sql('SELECT username FROM users ORDER BY username')).map(({ username }) => username);

describe('a sign-up that nobody verifies', () => {
  test('is erased after seven days, and its name is free', async () => {
    const { app, signUp } = optional;
    await signUp('ada', 'ada@example.com');
    const [row] = await app.sql(`SELECT id FROM users WHERE username = 'ada'`);
    app.advance(7 * daySeconds - 1);
    await sweep();
    expect(await usernames()).toEqual(['ada']);
    expect((await signUp('ada', 'other@example.com')).reasons).toEqual(['USERNAME_TAKEN']);
    const token = optional.lastTokenTo('ada@example.com');

    app.advance(1);
    await sweep();

    expect(await usernames()).toEqual([]);
    expect(app.events.at(-1)).toMatchObject({
      type: 'user.erased',
      actor: { type: 'SYSTEM' },
      subjectId: row?.['id'],
      reason: 'sign-up not verified',
    });
    expect(await optional.answer('verifyEmail', { token })).toBe('TOKEN_INVALID');
    expect((await signUp('ada', 'other@example.com')).reasons).toEqual([]);
    await app.sql('DELETE FROM users');
  });

  test('stays when it was verified, is in use, is disabled, or was created by an administrator', async () => {
    const { app, signUp } = optional;
    for (const name of ['verified', 'used', 'disabled', 'forgotten'])
      await signUp(name, `${name}@example.com`);
    expect(
      await optional.answer('verifyEmail', { token: optional.lastTokenTo('verified@example.com') }),
    ).toBe('ok');
    expect((await login(app, 'used', goodPassword)).reasons).toEqual([]);
    const [disabled] = await app.sql(`SELECT id FROM users WHERE username = 'disabled'`);
    await app.users.administration.disableUser({ id: String(disabled?.['id']), reason: 'test' }, cliActor);
    await app.createUser('created');

    app.advance(400 * daySeconds);
    await sweep();

    expect(await usernames()).toEqual(['created', 'disabled', 'used', 'verified']);
  });

  test('stays when it is verified while it is being erased', async () => {
    const { app, signUp, answer, lastTokenTo } = optional;
    for (const name of ['race1', 'race2', 'race3', 'race4']) await signUp(name, `${name}@example.com`);
    const verify = (): Promise<readonly string[]> =>
      Promise.all(
        ['race2', 'race4'].map((name) =>
          answer('verifyEmail', { token: lastTokenTo(`${name}@example.com`) }),
        ),
      );
    // The links outlive the week here, so that they can be used in the last moment.
    await app.sql(`UPDATE users SET created_at = created_at - interval '8 days' WHERE username LIKE 'race%'`);

    const [, answers] = await Promise.all([sweep(), verify()]);

    const verified = ['race2', 'race4'].filter((_, index) => answers[index] === 'ok');
    expect((await usernames()).filter((name) => String(name).startsWith('race'))).toEqual(verified);
    expect(answers.every((text) => ['ok', 'TOKEN_INVALID'].includes(text))).toBe(true);
  });
});
