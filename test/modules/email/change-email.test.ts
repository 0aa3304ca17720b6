import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CurrentUser, cliActor } from '../../../src/modules/access/index.js';
import { goodPassword, otherPassword } from '../../helpers/create-test-app.js';
import { login, signIn } from '../login/login-requests.js';
import {
  callerOf,
  completeMfa,
  createEnrolledUser,
  enrollTotp,
  requestChallenge,
  totpCode,
} from '../login/second-factor-fixture.js';
import { createEmailFixture, type EmailFixture } from './email-fixture.js';

let fixture: EmailFixture;
beforeAll(async () => {
  fixture = await createEmailFixture();
});
afterAll(() => fixture.app.close());

const emailOf = async ({ id }: Pick<CurrentUser, 'id'>): Promise<unknown> =>
  (await fixture.app.sql('SELECT email FROM users WHERE id = $1', [id]))[0]?.['email'];
const confirm = (caller: CurrentUser, token: string): Promise<string> =>
  fixture.answer('confirmEmailChange', { token }, caller);
const undo = (token: string): Promise<string> => fixture.answer('undoEmailChange', { token });

/** Changes the address and returns the token that undoes it. */
async function change(caller: CurrentUser, from: string, to: string): Promise<string> {
  expect(await fixture.requestChange(caller, to)).toBe('ok');
  expect(await confirm(caller, fixture.lastTokenTo(to))).toBe('ok');
  const mail = fixture.lastMailTo(from);
  expect(mail.template).toBe('email-changed');
  return fixture.lastTokenTo(from);
}

describe('requestEmailChange', () => {
  test('is the same answer and the same statements whether somebody has the address or not', async () => {
    const caller = await fixture.createVerified('ada');
    await fixture.createVerified('grace');
    const observe = async (newEmail: string): Promise<unknown> => {
      let answer = '';
      const statements = await fixture.statementsOf(async () => {
        answer = await fixture.requestChange(caller, newEmail);
      });
      return { answer, statements };
    };
    await observe('warm-up@example.com');

    expect(await observe('grace@example.com')).toEqual(await observe('free@example.com'));
    expect(await emailOf(caller)).toBe('ada@example.com');
  });

  test('needs the password, a valid address and a configured target', async () => {
    const caller = await fixture.createVerified('linus');
    const request = (input: object): Promise<string> =>
      fixture.answer('requestEmailChange', { input }, caller);
    const newEmail = 'linus2@example.com';

    expect(await request({ newEmail, password: otherPassword })).toBe('CURRENT_PASSWORD_WRONG');
    expect(await request({ newEmail, password: goodPassword, target: '//evil.example' })).toBe(
      'INVALID_INPUT',
    );
    const invalid = { newEmail: 'a\r\nBcc: x@example.com', password: goodPassword };
    const result = await fixture.call('requestEmailChange', { input: invalid }, caller);
    expect([result.reasons, result['fields']]).toEqual([['EMAIL_INVALID'], ['input.newEmail']]);
    expect(fixture.app.mails.filter(({ to }) => to === newEmail)).toEqual([]);
  });
});

describe('confirmEmailChange', () => {
  test('changes the address, which then is verified and signs in', async () => {
    const caller = await fixture.createVerified('mary');
    await fixture.requestChange(caller, 'Mary.New@Example.com');
    const token = fixture.lastTokenTo('Mary.New@example.com');

    const result = await fixture.call('confirmEmailChange', { token }, caller);

    expect(result).toMatchObject({
      reasons: [],
      user: { email: 'Mary.New@example.com', emailVerified: true },
    });
    expect(await confirm(caller, token)).toBe('TOKEN_INVALID');
    expect((await login(fixture.app, 'mary.new@example.com', goodPassword))['status']).toBe('COMPLETE');
    expect((await login(fixture.app, 'mary@example.com', goodPassword)).reasons).toEqual([
      'INVALID_CREDENTIALS',
    ]);
  });

  test('refuses the link of another user, and leaves it to its user', async () => {
    const owner = await fixture.createVerified('owner');
    const thief = await fixture.createVerified('thief');
    await fixture.requestChange(owner, 'owner2@example.com');
    const token = fixture.lastTokenTo('owner2@example.com');

    expect(await confirm(thief, token)).toBe('TOKEN_INVALID');
    expect(await confirm(owner, token)).toBe('ok');
  });

  test('answers the proven owner of an address that somebody has it', async () => {
    const caller = await fixture.createVerified('late');
    await fixture.requestChange(caller, 'early@example.com');
    await fixture.createVerified('early');

    const result = await fixture.call(
      'confirmEmailChange',
      { token: fixture.lastTokenTo('early@example.com') },
      caller,
    );

    expect([result.reasons, result['fields']]).toEqual([['EMAIL_TAKEN'], ['token']]);
    expect(await emailOf(caller)).toBe('late@example.com');
  });

  test('of two users and two tabs who confirm one address at the same moment, one gets it', async () => {
    const callers = [await fixture.createVerified('race1'), await fixture.createVerified('race2')];
    const attempts: (() => Promise<string>)[] = [];
    for (const caller of callers) {
      await fixture.requestChange(caller, 'race@example.com');
      const token = fixture.lastTokenTo('race@example.com');
      attempts.push(
        () => confirm(caller, token),
        () => confirm(caller, token),
      );
    }

    const answers = await Promise.all(attempts.map((attempt) => attempt()));

    expect(answers.filter((answer) => answer === 'ok')).toEqual(['ok']);
    const owners = await fixture.app.sql(`SELECT id FROM users WHERE email_key = 'race@example.com'`);
    expect(owners).toHaveLength(1);
  });

  test('a link is worthless after an hour, and after the address changed by another way', async () => {
    const { app, requestChange, lastTokenTo, createVerified } = fixture;
    const slow = await createVerified('slow');
    await requestChange(slow, 'slow2@example.com');
    app.advance(3600);
    expect(await confirm(await signIn(app, 'slow'), lastTokenTo('slow2@example.com'))).toBe('TOKEN_EXPIRED');

    const moved = await createVerified('moved');
    await requestChange(moved, 'moved2@example.com');
    const email = 'moved3@example.com';
    await app.users.administration.updateUser({ id: moved.id, email }, cliActor);
    expect(await confirm(moved, lastTokenTo('moved2@example.com'))).toBe('TOKEN_INVALID');
  });

  test('ends the links that were sent to the previous address', async () => {
    const caller = await fixture.createVerified('switch');
    await fixture.answer('requestPasswordReset', { input: { email: 'switch@example.com' } });
    const token = fixture.lastTokenTo('switch@example.com');
    await change(caller, 'switch@example.com', 'switch2@example.com');

    expect(await fixture.answer('resetPassword', { input: { token, newPassword: otherPassword } })).toBe(
      'TOKEN_INVALID',
    );
  });
});

describe('undoEmailChange', () => {
  test('restores the address and locks out the person who changed it', async () => {
    const { app, answer, createVerified, lastMailTo, lastTokenTo, call } = fixture;
    const caller = await createVerified('victim');
    const token = await change(caller, 'victim@example.com', 'attacker@example.com');
    await answer('requestPasswordReset', { input: { email: 'attacker@example.com' } });
    const attackersReset = lastTokenTo('attacker@example.com');
    const attacker = await login(app, 'attacker@example.com', goodPassword);
    const { accessToken, refreshToken } = attacker['tokens'] as Readonly<Record<string, string>>;
    await app.sql(
      `INSERT INTO passkeys VALUES (gen_random_uuid(), $1, '\\x01', '\\x02', 0, '{}', false, false, 'x', $2)`,
      [caller.id, app.clock.now()],
    );

    expect(await undo(token)).toBe('ok');

    expect(await app.sql('SELECT name FROM passkeys', [])).toEqual([]);

    expect(await emailOf(caller)).toBe('victim@example.com');
    expect(await app.authenticate(accessToken)).toBeNull();
    expect((await call('refreshToken', { input: { refreshToken } })).reasons).toEqual(['SESSION_REVOKED']);
    expect((await login(app, 'victim', goodPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    const resetWith = (text: string): Promise<string> =>
      answer('resetPassword', { input: { token: text, newPassword: otherPassword } });
    expect(await resetWith(attackersReset)).toBe('TOKEN_INVALID');
    expect(await undo(token)).toBe('TOKEN_INVALID');
    expect(lastMailTo('victim@example.com').template).toBe('email-change-undone');
    expect(await resetWith(lastTokenTo('victim@example.com'))).toBe('ok');
    expect((await login(app, 'victim@example.com', otherPassword))['status']).toBe('COMPLETE');
  });

  test.each(['before', 'after'])(
    'removes factors that were added shortly %s the change, and keeps older ones',
    async (order) => {
      const { app, answer, lastTokenTo } = fixture;
      const owner = await createEnrolledUser(app, `owner-${order}`);
      await app.sql('UPDATE users SET email_verified = true WHERE id = $1', [owner.id]);
      app.advance(8 * 86_400);
      const challenge = await requestChallenge(app, owner.name);
      const proven = await completeMfa(app, challenge, totpCode(app, owner.secret));
      const thief = await fixture.createVerified(`robbed-${order}`);
      const accounts = [
        { name: owner.name, caller: await callerOf(app, proven), status: 'MFA_REQUIRED' },
        { name: `robbed-${order}`, caller: thief, status: 'COMPLETE' },
      ];
      const undoTokens: string[] = [];
      if (order === 'before') await enrollTotp(app, thief);
      for (const { name, caller } of accounts)
        undoTokens.push(await change(caller, `${name}@example.com`, `${name}@new.example`));
      if (order === 'after') await enrollTotp(app, thief);

      for (const token of undoTokens) expect(await undo(token)).toBe('ok');

      for (const { name, status } of accounts) {
        const reset = { token: lastTokenTo(`${name}@example.com`), newPassword: otherPassword };
        expect(await answer('resetPassword', { input: reset })).toBe('ok');
        expect([name, (await login(app, name, otherPassword))['status']]).toEqual([name, status]);
      }
    },
  );

  test('works after further changes and a new password, and withdraws the later undo links', async () => {
    const { answer, createVerified, requestChange, lastTokenTo } = fixture;
    const caller = await createVerified('chain');
    const first = await change(caller, 'chain@example.com', 'chain2@example.com');
    const second = await change(caller, 'chain2@example.com', 'chain3@example.com');
    await requestChange(caller, 'chain4@example.com');
    const passwords = { currentPassword: goodPassword, newPassword: otherPassword };
    expect(await answer('changePassword', { input: passwords }, caller)).toBe('ok');

    expect(await undo(first)).toBe('ok');
    expect(await emailOf(caller)).toBe('chain@example.com');
    expect(await undo(second)).toBe('TOKEN_INVALID');
    expect(await answer('confirmEmailChange', { token: lastTokenTo('chain4@example.com') }, caller)).not.toBe(
      'ok',
    );
    expect(await emailOf(caller)).toBe('chain@example.com');
  });

  test('works for three days, during which nobody else gets the address', async () => {
    const { app, createVerified, signUp, requestChange, lastTokenTo } = fixture;
    const caller = await createVerified('holder');
    const token = await change(caller, 'holder@example.com', 'holder2@example.com');

    expect((await signUp('squatter', 'holder@example.com')).reasons).toEqual(['EMAIL_TAKEN']);
    const other = await createVerified('other');
    await requestChange(other, 'holder@example.com');
    expect(await confirm(other, lastTokenTo('holder@example.com'))).toBe('EMAIL_TAKEN');
    await expect(
      app.users.administration.updateUser({ id: other.id, email: 'holder@example.com' }, cliActor),
    ).rejects.toMatchObject({ refusals: [{ reason: 'EMAIL_TAKEN' }] });

    app.advance(3 * 86_400);
    expect(await undo(token)).toBe('TOKEN_EXPIRED');
    expect((await signUp('successor', 'holder@example.com')).reasons).toEqual([]);
  });

  test('of concurrent uses one succeeds', async () => {
    const caller = await fixture.createVerified('twice');
    const token = await change(caller, 'twice@example.com', 'twice2@example.com');

    const answers = await Promise.all([undo(token), undo(token), undo(token)]);

    expect(answers.toSorted()).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID', 'ok']);
  });

  test('does not work for a disabled or deleted user, nor after an administrator set the address', async () => {
    const { administration } = fixture.app.users;
    const changes: readonly (readonly [name: string, run: (id: string) => Promise<unknown>])[] = [
      ['disabled', (id) => administration.disableUser({ id, reason: 'test' }, cliActor)],
      ['deleted', (id) => administration.deleteUser({ id, reason: 'test' }, cliActor)],
      ['set', (id) => administration.updateUser({ id, email: 'set3@example.com' }, cliActor)],
    ];
    for (const [name, run] of changes) {
      const caller = await fixture.createVerified(name);
      const token = await change(caller, `${name}@example.com`, `${name}2@example.com`);
      await run(caller.id);

      expect([name, await undo(token)]).toEqual([name, 'TOKEN_INVALID']);
    }
  });

  test.each(['', 'cordon_undo_', `cordon_undo_${'A'.repeat(43)}`, 'x'.repeat(10_000)])(
    'refuses %.20j',
    async (token) => {
      const result = await fixture.call('undoEmailChange', { token });

      expect([result.reasons, result['fields']]).toEqual([['TOKEN_INVALID'], ['token']]);
    },
  );

  test('an address that a user never proved gets no link', async () => {
    const optional = await createEmailFixture({ emailVerification: 'optional' });
    await optional.signUp('ada', 'stranger@example.com');
    const caller = await signIn(optional.app, 'ada');
    optional.app.mails.length = 0;
    expect(await optional.requestChange(caller, 'ada@example.com')).toBe('ok');
    const token = optional.lastTokenTo('ada@example.com');

    expect(await optional.answer('confirmEmailChange', { token }, caller)).toBe('ok');
    expect(optional.app.mails.map(({ to }) => to)).toEqual(['ada@example.com']);
    await optional.app.close();
  });
});
