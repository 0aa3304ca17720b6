import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandInput, CommandOutput } from '../../../src/shared/index.js';
import { createUsersFixture, goodPassword, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

function run(name: string, input: Partial<CommandInput> = {}): Promise<CommandOutput> {
  const command = fixture.commands?.find((candidate) => candidate.name === `users ${name}`);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return command.run({ arguments: {}, options: {}, secret: null, ...input });
}

describe('cordon users', () => {
  test('create requires a password change at the first login and never prints the password', async () => {
    const options = { username: 'ada', email: 'ada@example.com', 'full-name': 'Ada L.', role: 'support' };

    const { data, text } = await run('create', { options, secret: goodPassword });

    const user = { username: 'ada', role: 'SUPPORT', status: 'ACTIVE', fullName: 'Ada L.' };
    expect(data).toMatchObject({ user, link: null });
    expect(text).toMatch(/username: +ada\n/);
    expect(JSON.stringify(data) + text).not.toContain(goodPassword);
    expect(JSON.stringify(data)).not.toContain('securityEpoch');
    expect(fixture.events).toEqual([
      expect.objectContaining({ type: 'user.created', actor: { type: 'CLI' } }),
    ]);
  });

  test('create --invite prints the link; without it an empty password is rejected', async () => {
    const options = { username: 'guest', email: 'guest@example.com' };

    const { data, text } = await run('create', { options: { ...options, invite: true } });
    const refused = run('create', { options: { ...options, username: 'guest2' }, secret: '' });

    expect(data).toMatchObject({ user: { status: 'INVITED' }, link: expect.stringContaining('#token=') });
    expect(text).toContain('/setup#token=cordon_invite_');
    await expect(refused).rejects.toMatchObject({ reason: 'PASSWORD_TOO_SHORT' });
  });

  test('list prints a table and a cursor for the next page; show finds by id, username and email address', async () => {
    await fixture.createUser('USER', 'listed');

    const first = await run('list', { options: { limit: '1' } });
    const found = await run('list', { options: { search: 'LIST', role: 'user', status: 'active' } });
    const none = await run('list', { options: { search: 'zzz' } });

    const cursor = first.text.split('--after ')[1] ?? '';
    expect(first.text).toMatch(/^ID +USERNAME +EMAIL +ROLE +STATUS +LAST LOGIN\n/);
    await expect(run('list', { options: { limit: '1', after: cursor } })).resolves.toBeDefined();
    expect(found.text).toContain('listed@example.com  USER  ACTIVE  -');
    expect(none).toEqual({ data: { users: [], nextCursor: null }, text: 'No users found.' });
    const shown = await run('show', { arguments: { user: 'LISTED' } });
    const { id } = shown.data as { id: string };
    expect(await run('show', { arguments: { user: 'listed@example.com' } })).toEqual(shown);
    expect(await run('show', { arguments: { user: id } })).toEqual(shown);
  });

  test('disable, enable, set-role, reset-password and delete act as the operator', async () => {
    const { username } = await fixture.createUser('USER', 'subject');
    const target = { user: username };
    const options = { reason: 'as asked' };

    const until = '2030-01-31T12:00:00+01:00';
    const disabled = await run('disable', { arguments: target, options: { ...options, until } });
    const enabled = await run('enable', { arguments: target });
    const promoted = await run('set-role', { arguments: { ...target, role: 'Support' }, options });
    const reset = await run('reset-password', { arguments: target });
    const deleted = await run('delete', { arguments: target, options });

    expect(disabled.data).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'as asked',
      disabledUntil: new Date('2030-01-31T11:00:00Z'),
    });
    expect(enabled.data).toMatchObject({ status: 'ACTIVE' });
    expect(promoted.data).toMatchObject({ role: 'SUPPORT' });
    expect(reset.text).toContain('/setup#token=cordon_reset_');
    expect(deleted.data).toMatchObject({ status: 'DELETED' });
    expect(new Set(fixture.events.map(({ actor }) => actor.type))).toEqual(new Set(['CLI']));
  });

  test.each([
    ['show', { arguments: { user: 'nobody' } }, 'USER_NOT_FOUND'],
    ['show', { arguments: { user: '0199a0c4-0000-7000-8000-000000000000' } }, 'USER_NOT_FOUND'],
    ['disable', { arguments: { user: 'ada' }, options: { reason: 'x', until: 'tomorrow' } }, 'INVALID_INPUT'],
    [
      'disable',
      { arguments: { user: 'ada' }, options: { reason: 'x', until: '2030-13-01T00:00Z' } },
      'INVALID_INPUT',
    ],
    [
      'disable',
      { arguments: { user: 'ada' }, options: { reason: 'x', until: '2030-02-30T00:00:00Z' } },
      'INVALID_INPUT',
    ],
    ['set-role', { arguments: { user: 'ada', role: 'owner' }, options: { reason: 'x' } }, 'INVALID_INPUT'],
    ['list', { options: { status: 'unknown' } }, 'INVALID_INPUT'],
    ['list', { options: { limit: 'ten' } }, 'INVALID_INPUT'],
    ['list', { options: { limit: '0' } }, 'INVALID_INPUT'],
    ['list', { options: { limit: '101' } }, 'INVALID_INPUT'],
  ])('rejects %s %p with %s', async (name, input, reason) => {
    await expect(run(name, input)).rejects.toMatchObject({ reason });
  });
});
