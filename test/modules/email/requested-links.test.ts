import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { goodPassword, otherPassword } from '../../helpers/create-test-app.js';
import { login } from '../login/login-requests.js';
import { createEmailFixture, type EmailFixture } from './email-fixture.js';

let fixture: EmailFixture;
beforeAll(async () => {
  fixture = await createEmailFixture({ emailVerification: 'required' });
});
afterAll(() => fixture.app.close());

const requests = [
  ['requestEmailVerification', (email: string) => ({ email })],
  ['requestPasswordReset', (email: string) => ({ input: { email } })],
] as const;

const resetArgs = (email: string, target?: string): object => ({
  input: { email, ...(target === undefined ? {} : { target }) },
});
const reset = (token: string, newPassword = otherPassword): Promise<string> =>
  fixture.answer('resetPassword', { input: { token, newPassword } });

async function idOf(username: string): Promise<string> {
  const [row] = await fixture.app.sql('SELECT id FROM users WHERE username = $1', [username]);
  return String(row?.['id']);
}

describe.each(requests)('%s', (field, args) => {
  test('is the same answer and the same statements for every address, known or not', async () => {
    const { app, createVerified, signUp, statementsOf } = fixture;
    const name = (kind: string): string => `${kind}-${field.toLowerCase()}`;
    await createVerified(name('verified'));
    await app.createUser(name('unverified'));
    const disabled = await app.createUser(name('disabled'));
    await app.users.administration.disableUser({ id: disabled.id, reason: 'test' }, cliActor);
    const deleted = await app.createUser(name('deleted'));
    await app.users.administration.deleteUser({ id: deleted.id, reason: 'test' }, cliActor);
    await signUp(name('pending'), `${name('pending')}@example.com`);
    const invited = { username: name('invited'), email: `${name('invited')}@example.com` };
    await app.users.administration.createUser(invited, cliActor);
    const kinds = ['unknown', 'verified', 'unverified', 'disabled', 'deleted', 'pending', 'invited'];
    const observed = new Map<string, unknown>();

    for (const kind of kinds) {
      let answer: unknown;
      const statements = await statementsOf(async () => {
        answer = await fixture.call(field, args(`${name(kind)}@example.com`));
      });
      observed.set(kind, { answer, statements });
    }

    const unknown = observed.get('unknown');
    expect(unknown).toMatchObject({ answer: { reasons: [] } });
    expect((unknown as { readonly statements: readonly string[] }).statements.join('\n')).toMatch(
      /one_time_tokens(.|\n)*mail_outbox(.|\n)*COMMIT/,
    );
    for (const [kind, seen] of observed) expect([kind, seen]).toEqual([kind, unknown]);
  });

  test('mails nobody for an address that no user has, or that is no address', async () => {
    for (const email of ['nobody@example.com', 'no address', '', `${'x'.repeat(400)}@example.com`]) {
      fixture.app.mails.length = 0;
      expect(await fixture.answer(field, args(email))).toBe('ok');
      expect(fixture.app.mails.map(({ to }) => to)).toEqual([null]);
    }
  });

  test('records who was asked for and why nothing was issued, without the address', async () => {
    fixture.app.events.length = 0;
    await fixture.answer(field, args('secret-name@example.com'));

    expect(fixture.app.events).toMatchObject([
      { type: 'user.link-issued', outcome: 'FAILURE', reason: 'UNKNOWN_ADDRESS', subjectId: null },
    ]);
    expect(JSON.stringify(fixture.app.events)).not.toContain('secret-name');
  });
});

describe('requestPasswordReset', () => {
  test('mails a link that sets a password once, ends the sessions and verifies the address', async () => {
    await fixture.app.createUser('ada');
    expect((await login(fixture.app, 'ada', goodPassword)).reasons).toEqual(['EMAIL_NOT_VERIFIED']);
    await fixture.answer('requestPasswordReset', resetArgs('ADA@example.com'));
    const token = fixture.lastTokenTo('ada@example.com');

    expect(fixture.lastMailTo('ada@example.com').values['link']).toBe(
      `https://app.example.com/reset#token=${token}`,
    );
    expect(await reset(token, 'short')).toBe('PASSWORD_TOO_SHORT');
    expect(await reset(token)).toBe('ok');
    expect(await reset(token)).toBe('TOKEN_INVALID');
    expect((await login(fixture.app, 'ada', otherPassword))['status']).toBe('COMPLETE');
    expect(fixture.app.events.filter(({ type }) => type === 'user.password-reset')).toMatchObject([
      { endsSessions: true, actor: { type: 'ANONYMOUS' } },
    ]);
  });

  test('only the newest link works, and one that an administrator shows stays valid beside it', async () => {
    const { app, answer, lastTokenTo } = fixture;
    const user = await app.createUser('grace');
    const { link } = await app.users.administration.resetUserPassword(user.id, cliActor);
    await answer('requestPasswordReset', resetArgs('grace@example.com'));
    const first = lastTokenTo('grace@example.com');
    await answer('requestPasswordReset', resetArgs('grace@example.com'));
    const second = lastTokenTo('grace@example.com');

    expect(await reset(first)).toBe('TOKEN_INVALID');
    expect(await reset(String(link).replace('reset:', ''))).toBe('ok');
    // A set password withdraws every other link.
    expect(await reset(second)).toBe('TOKEN_INVALID');
  });

  test('of two concurrent uses of one link one succeeds', async () => {
    await fixture.createVerified('tabs');
    await fixture.answer('requestPasswordReset', resetArgs('tabs@example.com'));
    const token = fixture.lastTokenTo('tabs@example.com');

    // Different passwords: one that has just been set would be refused as reused.
    const answers = await Promise.all([
      reset(token),
      reset(token, 'ten brass lanterns on it'),
      reset(token, 'nine copper kettles on it'),
    ]);

    expect(answers.toSorted()).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID', 'ok']);
  });

  test('a link is worthless after the address, the role or the status changed, and after an hour', async () => {
    const { app, answer, createVerified, lastTokenTo } = fixture;
    const { administration } = app.users;
    const changes: readonly (readonly [name: string, change: (id: string) => Promise<unknown>])[] = [
      ['moved', (id) => administration.updateUser({ id, email: 'elsewhere@example.com' }, cliActor)],
      ['promoted', (id) => administration.setUserRole({ id, role: 'SUPPORT', reason: 'test' }, cliActor)],
      ['blocked', (id) => administration.disableUser({ id, reason: 'test' }, cliActor)],
      ['gone', (id) => administration.deleteUser({ id, reason: 'test' }, cliActor)],
      ['late', async () => app.advance(3600)],
    ];
    for (const [name, change] of changes) {
      await createVerified(name);
      await answer('requestPasswordReset', resetArgs(`${name}@example.com`));
      await change(await idOf(name));

      const expected = name === 'late' ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID';
      expect([name, await reset(lastTokenTo(`${name}@example.com`))]).toEqual([name, expected]);
    }
  });

  test('sends an invited user the invitation again, whose acceptance verifies the address', async () => {
    const { app, answer, lastMailTo, lastTokenTo } = fixture;
    const input = { username: 'guest', email: 'guest@example.com' };
    await app.users.administration.createUser(input, cliActor);
    const first = lastTokenTo('guest@example.com');
    await answer('requestPasswordReset', resetArgs('guest@example.com'));
    const accept = (token: string): Promise<unknown> =>
      fixture.call('acceptInvitation', { input: { token, password: goodPassword } });

    expect(lastMailTo('guest@example.com').template).toBe('invitation');
    expect(await accept(first)).toMatchObject({ reasons: ['TOKEN_INVALID'] });
    expect(await accept(lastTokenTo('guest@example.com'))).toMatchObject({
      status: 'COMPLETE',
      user: { emailVerified: true },
    });
  });

  test('leads to a configured landing page by its key, and to no other', async () => {
    await fixture.createVerified('shopper');

    expect(await fixture.answer('requestPasswordReset', resetArgs('shopper@example.com', 'shop'))).toBe('ok');
    expect(fixture.lastMailTo('shopper@example.com').values['link']).toMatch(
      /^https:\/\/shop\.example\.com\/account\/reset#token=/,
    );
    for (const target of ['https://evil.example', 'toString', '', 'SHOP']) {
      expect(await fixture.answer('requestPasswordReset', resetArgs('shopper@example.com', target))).toBe(
        'INVALID_INPUT',
      );
    }
  });
});

describe('verifyEmail', () => {
  test.each(['', 'cordon_verify_', 'x'.repeat(10_000), `cordon_verify_${'A'.repeat(43)}`])(
    'refuses %.20j',
    async (token) => {
      const result = await fixture.call('verifyEmail', { token });

      expect([result.reasons, result['fields']]).toEqual([['TOKEN_INVALID'], ['token']]);
    },
  );

  test('accepts the newest link only, for a day, and no link of another purpose', async () => {
    const { app, answer, signUp, lastTokenTo } = fixture;
    await signUp('newest', 'newest@example.com');
    const first = lastTokenTo('newest@example.com');
    await answer('requestEmailVerification', { email: 'newest@example.com' });
    const second = lastTokenTo('newest@example.com');

    expect(await answer('verifyEmail', { token: first })).toBe('TOKEN_INVALID');
    expect(await reset(second)).toBe('TOKEN_INVALID');
    app.advance(86_400);
    expect(await answer('verifyEmail', { token: second })).toBe('TOKEN_EXPIRED');
    await answer('requestEmailVerification', { email: 'newest@example.com' });
    expect(await answer('verifyEmail', { token: lastTokenTo('newest@example.com') })).toBe('ok');
  });

  test('refuses the link of a user who was disabled or whose address changed since', async () => {
    const { app, answer, signUp, lastTokenTo } = fixture;
    const { administration } = app.users;
    await signUp('held', 'held@example.com');
    await administration.disableUser({ id: await idOf('held'), reason: 'test' }, cliActor);
    await signUp('renamed', 'renamed@example.com');
    await administration.updateUser({ id: await idOf('renamed'), email: 'other2@example.com' }, cliActor);

    for (const name of ['held', 'renamed']) {
      expect(await answer('verifyEmail', { token: lastTokenTo(`${name}@example.com`) })).toBe(
        'TOKEN_INVALID',
      );
    }
  });
});

describe('links that administrators issue', () => {
  test('an invitation that an administrator handed over does not prove the address', async () => {
    const input = { username: 'handed', email: 'handed@example.com' };
    const { invitationLink } = await fixture.app.users.administration.createUser(input, cliActor);
    const token = String(invitationLink).replace('invitation:', '');

    const result = await fixture.call('acceptInvitation', { input: { token, password: goodPassword } });

    expect([result.reasons, result['tokens']]).toEqual([['EMAIL_NOT_VERIFIED'], undefined]);
    expect((await login(fixture.app, 'handed', goodPassword)).reasons).toEqual(['EMAIL_NOT_VERIFIED']);
    const mailed = fixture.lastTokenTo('handed@example.com');
    expect(await fixture.answer('verifyEmail', { token: mailed })).toBe('ok');
    expect((await login(fixture.app, 'handed', goodPassword))['status']).toBe('COMPLETE');
  });

  test('resetUserPassword mails the link instead of returning it, to a proven address only', async () => {
    const { app, createVerified, signUp, lastTokenTo } = fixture;
    const { administration } = app.users;
    await createVerified('forgetful');
    const mail = { sendMail: true };

    expect(await administration.resetUserPassword(await idOf('forgetful'), cliActor, mail)).toMatchObject({
      link: null,
    });
    expect((await login(app, 'forgetful', goodPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    expect(await reset(lastTokenTo('forgetful@example.com'))).toBe('ok');
    await signUp('unproven', 'unproven@example.com');
    await expect(
      administration.resetUserPassword(await idOf('unproven'), cliActor, mail),
    ).rejects.toMatchObject({
      refusals: [{ reason: 'ILLEGAL_STATE', field: ['sendMail'] }],
    });
  });
});

test('without mail, everything that needs it says so and changes nothing', async () => {
  const off = await createEmailFixture({ mailEnabled: false });
  const caller = await off.createVerified('ada');
  const { administration } = off.app.users;

  expect(await off.answer('requestEmailVerification', { email: 'ada@example.com' })).toBe('ILLEGAL_STATE');
  expect(await off.answer('requestPasswordReset', resetArgs('ada@example.com'))).toBe('ILLEGAL_STATE');
  expect(await off.requestChange(caller, 'new@example.com')).toBe('ILLEGAL_STATE');
  expect(await off.answer('confirmEmailChange', { token: 'x' }, caller)).toBe('ILLEGAL_STATE');
  await expect(
    administration.resetUserPassword(caller.id, cliActor, { sendMail: true }),
  ).rejects.toMatchObject({ refusals: [{ reason: 'ILLEGAL_STATE', field: ['sendMail'] }] });
  expect((await login(off.app, 'ada', goodPassword))['status']).toBe('COMPLETE');
  await off.app.close();
});
