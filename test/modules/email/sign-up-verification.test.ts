import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { goodPassword } from '../../helpers/create-test-app.js';
import { login } from '../login/login-requests.js';
import { createEmailFixture, type EmailFixture } from './email-fixture.js';

let required: EmailFixture;
beforeAll(async () => {
  required = await createEmailFixture({ emailVerification: 'required' });
});
afterAll(() => required.app.close());

const reasonsOf = async (fixture: EmailFixture, name: string): Promise<string> =>
  (await login(fixture.app, name, goodPassword)).reasons.join(' ') || 'ok';

/** Every state that the address of a sign-up can be in. */
async function prepareAddresses(): Promise<readonly (readonly [state: string, address: string])[]> {
  const { app, createVerified, signUp } = required;
  await createVerified('verified');
  await app.createUser('unverified');
  const disabled = await app.createUser('disabled');
  await app.users.administration.disableUser({ id: disabled.id, reason: 'test' }, cliActor);
  const deleted = await app.createUser('deleted');
  await app.users.administration.deleteUser({ id: deleted.id, reason: 'test' }, cliActor);
  await signUp('pending', 'pending@example.com');
  return [
    ['free', 'free@example.com'],
    ...['verified', 'unverified', 'disabled', 'deleted', 'pending'].map(
      (name) => [name, `${name}@example.com`] as const,
    ),
  ];
}

describe('signUp with verification', () => {
  test('is the same answer, the same statements and the same later answers for every address', async () => {
    const observed = new Map<string, unknown>();
    for (const [state, email] of await prepareAddresses()) {
      const username = `new${state}`;
      let answer: unknown;
      const statements = await required.statementsOf(async () => {
        answer = await required.signUp(username, email);
      });
      const later = [
        // Anyone who chose the name and the password cannot tell the difference afterwards either.
        (await required.signUp(username, 'other@example.com')).reasons,
        await reasonsOf(required, username),
        await reasonsOf(required, email.toUpperCase().replace('@', '+x@')),
      ];
      observed.set(state, { answer, statements, later });
    }

    const free = observed.get('free');
    expect(free).toMatchObject({
      answer: { reasons: [], verificationRequired: true },
      later: [['USERNAME_TAKEN'], 'EMAIL_NOT_VERIFIED', 'INVALID_CREDENTIALS'],
    });
    for (const [state, seen] of observed) expect([state, seen]).toEqual([state, free]);
  });

  test('neither signs in nor returns the user', async () => {
    const result = await required.signUp('nobody', 'nobody@example.com');

    expect(result).toEqual({ reasons: [], verificationRequired: true });
    expect(
      await required.app.sql(`SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE u.username = 'nobody'`),
    ).toEqual([]);
  });

  test('mails a link that activates the user, once', async () => {
    await required.signUp('ada', 'ada@example.com');
    expect(await reasonsOf(required, 'ada')).toBe('EMAIL_NOT_VERIFIED');
    const mail = required.lastMailTo('ada@example.com');
    const token = required.lastTokenTo('ada@example.com');

    expect(mail.template).toBe('verify-email');
    expect(mail.values['link']).toBe(`https://app.example.com/verify-email#token=${token}`);
    expect(await required.answer('verifyEmail', { token })).toBe('ok');
    expect(await required.answer('verifyEmail', { token })).toBe('TOKEN_INVALID');
    expect((await login(required.app, 'ada@example.com', goodPassword))['user']).toMatchObject({
      status: 'ACTIVE',
      emailVerified: true,
    });
  });

  test('mails the owner of the address that they have an account, and nobody a link', async () => {
    await required.createVerified('grace');

    await required.signUp('impostor', 'GRACE@example.com');

    const mail = required.lastMailTo('grace@example.com');
    expect([mail.template, mail.values]).toEqual(['address-in-use', { username: 'grace' }]);
    expect(await reasonsOf(required, 'grace@example.com')).toBe('ok');
    expect(await reasonsOf(required, 'impostor')).toBe('EMAIL_NOT_VERIFIED');
  });

  test('gives an address to the first of several users who verifies it, also at the same moment', async () => {
    const names = ['one', 'two', 'three'];
    const tokens: string[] = [];
    for (const name of names) {
      await required.signUp(name, 'shared@example.com');
      tokens.push(required.lastTokenTo('shared@example.com'));
    }

    const answers = await Promise.all(tokens.map((token) => required.answer('verifyEmail', { token })));

    expect(answers.toSorted()).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID', 'ok']);
    const owners = await required.app.sql(
      `SELECT username FROM users WHERE email_key = 'shared@example.com' AND NOT verification_pending`,
    );
    expect(owners).toEqual([{ username: names[answers.indexOf('ok')] }]);
  });

  test('an administrator may verify the address instead, unless somebody else has it', async () => {
    const { app } = required;
    await required.signUp('linus', 'linus@example.com');
    await required.signUp('linus2', 'linus@example.com');
    const update = async (username: string): Promise<unknown> => {
      const id = (await app.sql('SELECT id FROM users WHERE username = $1', [username]))[0]?.['id'];
      return app.users.administration.updateUser({ id: String(id), emailVerified: true }, cliActor);
    };

    expect(await update('linus')).toMatchObject({ status: 'ACTIVE', emailVerified: true });
    await expect(update('linus2')).rejects.toMatchObject({ refusals: [{ reason: 'EMAIL_TAKEN' }] });
    expect(await reasonsOf(required, 'linus')).toBe('ok');
  });

  test('keeps updates of such a user free of hints about the address', async () => {
    const { app, createVerified, signUp } = required;
    await createVerified('mary');
    await signUp('mary2', 'mary@example.com');
    const id = String((await app.sql(`SELECT id FROM users WHERE username = 'mary2'`))[0]?.['id']);

    expect(await app.users.administration.updateUser({ id, fullName: 'M' }, cliActor)).toMatchObject({
      status: 'PENDING_VERIFICATION',
    });
  });
});

describe('other modes', () => {
  test('optional: the user signs in at once with the username, and verifies when they like', async () => {
    const fixture = await createEmailFixture({ emailVerification: 'optional' });
    expect(await fixture.signUp('ada', 'ada@example.com')).toMatchObject({ verificationRequired: true });

    expect((await login(fixture.app, 'ada', goodPassword))['user']).toMatchObject({
      status: 'PENDING_VERIFICATION',
      emailVerified: false,
    });
    expect(await reasonsOf(fixture, 'ada@example.com')).toBe('INVALID_CREDENTIALS');
    await fixture.answer('verifyEmail', { token: fixture.lastTokenTo('ada@example.com') });
    expect(await reasonsOf(fixture, 'ada@example.com')).toBe('ok');
    await fixture.app.close();
  });

  test('off: the user owns the address and is signed in', async () => {
    const fixture = await createEmailFixture({ emailVerification: 'off' });
    expect(await fixture.signUp('ada', 'ada@example.com')).toMatchObject({
      verificationRequired: false,
      user: { status: 'ACTIVE' },
      tokens: { accessToken: expect.any(String) },
    });
    expect((await fixture.signUp('ada2', 'ada@example.com')).reasons).toEqual(['EMAIL_TAKEN']);
    expect(fixture.app.mails).toEqual([]);
    await fixture.app.close();
  });
});
