import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { accept, administrators, reasonOf, setupToken } from './setup-link.js';

let testApp: TestApp;

beforeEach(async () => {
  testApp = await createTestApp();
});
afterEach(() => testApp.close());

describe('admin create and admin recover', () => {
  function run(name: string, options: Record<string, string | true>, secret: string | null = null) {
    const command = testApp.invitations.commands?.find((candidate) => candidate.name === name);
    if (command === undefined) throw new Error(`no command ${name}`);
    return command.run({ arguments: {}, options, secret });
  }

  test('creates an administrator with a password, which is not printed', async () => {
    const output = await run('admin create', { username: 'root', email: 'root@example.com' }, goodPassword);

    expect(output.data).toMatchObject({ username: 'root', role: 'ADMIN', invitationLink: null });
    expect(JSON.stringify(output)).not.toContain(goodPassword);
    const login = await testApp.mutate('login', { input: { username: 'root', password: goodPassword } });
    expect(login['status']).toBe('COMPLETE');
    expect(testApp.events[0]).toMatchObject({ type: 'user.created', actor: { type: 'CLI' } });
  });

  test('creates an administrator with a link, which can be accepted and invalidates the setup link', async () => {
    const setup = await setupToken(testApp);

    const output = await run('admin create', { username: 'root', email: 'root@example.com', invite: true });

    const { invitationLink } = output.data as { readonly invitationLink: string };
    expect(output.text).toContain(invitationLink);
    const rogue = { token: setup, password: goodPassword, username: 'rogue', email: 'rogue@example.com' };
    expect((await accept(testApp, rogue)).reasons).toEqual(['TOKEN_INVALID']);
    const token = invitationLink.replace('invitation:', '');
    expect(await accept(testApp, { token, password: goodPassword })).toMatchObject({
      user: { role: 'ADMIN' },
    });
  });

  test('rejects a second administrator, and a missing password', async () => {
    expect(await reasonOf(run('admin create', { username: 'root', email: 'root@example.com' }))).toBe(
      'INVALID_INPUT',
    );
    await testApp.createUser('first', { role: 'ADMIN' });

    const second = run('admin create', { username: 'root', email: 'root@example.com' }, goodPassword);

    expect(await reasonOf(second)).toBe('ILLEGAL_STATE');
    expect(await administrators(testApp)).toEqual([{ username: 'first' }]);
  });

  test('recovers a user who was demoted and disabled, and replaces the password', async () => {
    const user = await testApp.createUser('ada');
    const { tokens } = await testApp.mutate('login', { input: { username: 'ada', password: goodPassword } });
    await testApp.users.administration.disableUser({ id: user.id, reason: 'oops' }, cliActor);
    const setup = await setupToken(testApp);

    const output = await run('admin recover', { username: 'Ada@Example.com' });

    const { link } = output.data as { readonly link: string };
    expect(await testApp.users.users.find(testApp.reader, user.id)).toMatchObject({
      role: 'ADMIN',
      status: 'ACTIVE',
    });
    expect(await testApp.authenticate((tokens as { readonly accessToken: string }).accessToken)).toBeNull();
    const stolen = await testApp.mutate('login', { input: { username: 'ada', password: goodPassword } });
    expect(stolen.reasons).toEqual(['INVALID_CREDENTIALS']);
    const done = testApp.events.filter(({ type }) => type !== 'login.failed');
    expect(done.at(-1)).toMatchObject({ actor: { type: 'CLI' }, subjectId: user.id });
    const rogue = { token: setup, password: goodPassword, username: 'rogue', email: 'rogue@example.com' };
    expect((await accept(testApp, rogue)).reasons).toEqual(['TOKEN_INVALID']);
    const token = link.replace('reset:', '');
    expect(
      (await testApp.mutate('resetPassword', { input: { token, newPassword: otherPassword } })).reasons,
    ).toEqual([]);
    const login = await testApp.mutate('login', { input: { username: 'ada', password: otherPassword } });
    expect(login).toMatchObject({ status: 'COMPLETE', user: { role: 'ADMIN' } });
  });

  test('recovers an invited user who never signed in', async () => {
    const input = { username: 'ingrid', email: 'ingrid@example.com' };
    await testApp.users.administration.createUser(input, cliActor);

    const output = await run('admin recover', { username: 'ingrid' });

    const token = (output.data as { readonly link: string }).link.replace('reset:', '');
    expect(
      (await testApp.mutate('resetPassword', { input: { token, newPassword: otherPassword } })).reasons,
    ).toEqual([]);
    const login = await testApp.mutate('login', { input: { username: 'ingrid', password: otherPassword } });
    expect(login).toMatchObject({ status: 'COMPLETE', user: { role: 'ADMIN', status: 'ACTIVE' } });
  });

  test('rejects deleted and unknown users', async () => {
    const user = await testApp.createUser('leaver');
    await testApp.users.administration.deleteUser({ id: user.id, reason: 'left' }, cliActor);

    expect(await reasonOf(run('admin recover', { username: 'leaver' }))).toBe('USER_NOT_FOUND');
    expect(await reasonOf(run('admin recover', { username: 'nobody' }))).toBe('USER_NOT_FOUND');
  });
});
