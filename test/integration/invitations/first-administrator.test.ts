import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/access/index.js';
import { DomainError } from '../../../src/kernel/index.js';
import { goodPassword, openSigningIn, otherPassword, type SigningIn } from '../../support/signing-in.js';

let here: SigningIn;

beforeEach(async () => {
  here = await openSigningIn();
});
afterEach(() => here.close());

const names = { username: 'root', email: 'root@example.com', fullName: null };

async function setupToken(): Promise<string> {
  return String(await here.invitations.firstAdministrator.setupLink()).replace('setup:', '');
}

function accept(input: object): ReturnType<SigningIn['mutate']> {
  return here.mutate('acceptInvitation', { input });
}

async function administrators(): Promise<readonly Record<string, unknown>[]> {
  return here.sql("SELECT username FROM users WHERE role = 'ADMIN'");
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
  );
}

describe('the setup link', () => {
  test('makes the first administrator and signs them in', async () => {
    const token = await setupToken();

    const answer = await accept({
      token,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
      fullName: 'Olivia Marchetti',
    });

    expect(answer).toMatchObject({
      status: 'COMPLETE',
      user: { username: 'root', role: 'ADMIN', status: 'ACTIVE', fullName: 'Olivia Marchetti' },
    });
    const { accessToken } = answer['tokens'] as { readonly accessToken: string };
    expect(await here.caller(accessToken)).toMatchObject({ role: 'ADMIN' });
    expect(await here.invitations.firstAdministrator.setupRequired()).toBe(false);
  });

  test('may live several times, and all are worthless once one was used', async () => {
    const [first, second, third] = [await setupToken(), await setupToken(), await setupToken()];

    const made = await accept({
      token: second,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
    });

    expect(made.reasons).toEqual([]);
    for (const token of [first, second, third]) {
      const answer = await accept({
        token,
        password: goodPassword,
        username: 'rogue',
        email: 'rogue@example.com',
      });
      expect(answer.reasons).toEqual(['TOKEN_INVALID']);
    }
    expect(await administrators()).toEqual([{ username: 'root' }]);
    expect(await here.invitations.firstAdministrator.setupLink()).toBeNull();
  });

  test('is good for a day', async () => {
    const token = await setupToken();
    here.advance(86_401);

    const answer = await accept({
      token,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
    });

    expect(answer.reasons).toEqual(['TOKEN_EXPIRED']);
    expect(await administrators()).toEqual([]);
  });

  test.each<[string, object, readonly string[], readonly string[]]>([
    ['no names', {}, ['INVALID_INPUT', 'INVALID_INPUT'], ['input.username', 'input.email']],
    ['no email', { username: 'root' }, ['INVALID_INPUT'], ['input.email']],
    [
      'names that cannot be',
      { username: 'a@b', email: 'nonsense', password: 'short' },
      ['USERNAME_INVALID', 'EMAIL_INVALID', 'PASSWORD_TOO_SHORT'],
      ['input.username', 'input.email', 'input.password'],
    ],
  ])('refuses %s and stays good', async (_, more, reasons, fields) => {
    const token = await setupToken();

    expect(await accept({ token, password: goodPassword, ...more })).toMatchObject({ reasons, fields });

    const again = await accept({
      token,
      password: goodPassword,
      username: 'root',
      email: 'root@example.com',
    });
    expect(again.reasons).toEqual([]);
  });
});

describe('the first administrator', () => {
  test('is made once, however many ways are tried at the same time', async () => {
    const { firstAdministrator } = here.invitations;
    const tokens = [await setupToken(), await setupToken()];

    const outcomes = await Promise.all([
      ...tokens.map(async (token, index) => {
        const input = {
          token,
          password: goodPassword,
          username: `setup${index}`,
          email: `setup${index}@example.com`,
        };
        return (await accept(input)).reasons[0] ?? 'done';
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
        .ensure({ ...names, username: 'configured', email: 'c@example.com' }, goodPassword)
        .then((made) => (made ? 'done' : 'exists')),
    ]);

    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(await administrators()).toHaveLength(1);
    expect(
      await here.sql("SELECT 1 FROM one_time_tokens WHERE purpose = 'SETUP' AND used_at IS NULL"),
    ).toEqual([]);
  });

  test('from the configuration has to change the password at the first login', async () => {
    const { firstAdministrator } = here.invitations;

    expect(await firstAdministrator.ensure(names, goodPassword)).toBe(true);
    expect(await firstAdministrator.ensure(names, goodPassword)).toBe(false);

    const login = await here.mutate('login', { input: { username: 'root', password: goodPassword } });
    expect(login['status']).toBe('PASSWORD_CHANGE_REQUIRED');
    const token = login['passwordChangeToken'];
    await here.mutate('resetPassword', { input: { token, newPassword: otherPassword } });
    const again = await here.mutate('login', { input: { username: 'root', password: otherPassword } });
    expect(again).toMatchObject({ status: 'COMPLETE', user: { role: 'ADMIN' } });
  });

  test('from the configuration needs a password that the policy accepts', async () => {
    const refused = here.invitations.firstAdministrator.ensure(names, 'short');

    expect(await reasonOf(refused)).toBe('PASSWORD_TOO_SHORT');
    expect(await administrators()).toEqual([]);
  });
});

describe('admin create and admin recover', () => {
  function run(name: string, options: Record<string, string | true>, secret: string | null = null) {
    const command = here.invitations.commands?.find((candidate) => candidate.name === name);
    if (command === undefined) throw new Error(`no command ${name}`);
    return command.run({ arguments: {}, options, secret });
  }

  test('creates with a password, which the output does not show', async () => {
    const output = await run('admin create', { username: 'root', email: 'root@example.com' }, goodPassword);

    expect(output.data).toMatchObject({ username: 'root', role: 'ADMIN', invitationLink: null });
    expect(JSON.stringify(output)).not.toContain(goodPassword);
    const login = await here.mutate('login', { input: { username: 'root', password: goodPassword } });
    expect(login['status']).toBe('COMPLETE');
    expect(here.events[0]).toMatchObject({ type: 'user.created', actor: { type: 'CLI' } });
  });

  test('creates with a link, which closes every other way and can be taken up', async () => {
    const setup = await setupToken();

    const output = await run('admin create', { username: 'root', email: 'root@example.com', invite: true });

    const { invitationLink } = output.data as { readonly invitationLink: string };
    expect(output.text).toContain(invitationLink);
    const rogue = { token: setup, password: goodPassword, username: 'rogue', email: 'rogue@example.com' };
    expect((await accept(rogue)).reasons).toEqual(['TOKEN_INVALID']);
    const token = invitationLink.replace('invitation:', '');
    expect(await accept({ token, password: goodPassword })).toMatchObject({ user: { role: 'ADMIN' } });
  });

  test('refuses to create a second one, and to create one without a password', async () => {
    expect(await reasonOf(run('admin create', { username: 'root', email: 'root@example.com' }))).toBe(
      'INVALID_INPUT',
    );
    await here.person('first', { role: 'ADMIN' });

    const second = run('admin create', { username: 'root', email: 'root@example.com' }, goodPassword);

    expect(await reasonOf(second)).toBe('ILLEGAL_STATE');
    expect(await administrators()).toEqual([{ username: 'first' }]);
  });

  test('recovers a person who was demoted and disabled, and whose password somebody else may know', async () => {
    const user = await here.person('ada');
    const { tokens } = await here.mutate('login', { input: { username: 'ada', password: goodPassword } });
    await here.users.administration.disableUser({ id: user.id, reason: 'oops' }, cliActor);
    const setup = await setupToken();

    const output = await run('admin recover', { username: 'Ada@Example.com' });

    const { link } = output.data as { readonly link: string };
    expect(await here.users.users.find(here.reader, user.id)).toMatchObject({
      role: 'ADMIN',
      status: 'ACTIVE',
    });
    expect(await here.caller((tokens as { readonly accessToken: string }).accessToken)).toBeNull();
    const stolen = await here.mutate('login', { input: { username: 'ada', password: goodPassword } });
    expect(stolen.reasons).toEqual(['INVALID_CREDENTIALS']);
    const done = here.events.filter(({ type }) => type !== 'login.failed');
    expect(done.at(-1)).toMatchObject({ actor: { type: 'CLI' }, subjectId: user.id });
    const rogue = { token: setup, password: goodPassword, username: 'rogue', email: 'rogue@example.com' };
    expect((await accept(rogue)).reasons).toEqual(['TOKEN_INVALID']);
    const token = link.replace('reset:', '');
    expect(
      (await here.mutate('resetPassword', { input: { token, newPassword: otherPassword } })).reasons,
    ).toEqual([]);
    const login = await here.mutate('login', { input: { username: 'ada', password: otherPassword } });
    expect(login).toMatchObject({ status: 'COMPLETE', user: { role: 'ADMIN' } });
  });

  test('recovers somebody who was invited and never came', async () => {
    const input = { username: 'ingrid', email: 'ingrid@example.com' };
    await here.users.administration.createUser(input, cliActor);

    const output = await run('admin recover', { username: 'ingrid' });

    const token = (output.data as { readonly link: string }).link.replace('reset:', '');
    expect(
      (await here.mutate('resetPassword', { input: { token, newPassword: otherPassword } })).reasons,
    ).toEqual([]);
    const login = await here.mutate('login', { input: { username: 'ingrid', password: otherPassword } });
    expect(login).toMatchObject({ status: 'COMPLETE', user: { role: 'ADMIN', status: 'ACTIVE' } });
  });

  test('recovers nobody who does not live', async () => {
    const user = await here.person('leaver');
    await here.users.administration.deleteUser({ id: user.id, reason: 'left' }, cliActor);

    expect(await reasonOf(run('admin recover', { username: 'leaver' }))).toBe('USER_NOT_FOUND');
    expect(await reasonOf(run('admin recover', { username: 'nobody' }))).toBe('USER_NOT_FOUND');
  });
});
