import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

describe('deleteUser', () => {
  test('keeps the row, removes the password, ends the sessions and frees the names', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser('USER', 'leaver')];
    const { reader } = fixture.test.database.transactions;

    const user = await fixture.administration.deleteUser({ id: target.id, reason: 'left' }, actorFor(admin));

    expect(user).toMatchObject({ status: 'DELETED', version: 2, securityEpoch: 2, username: 'leaver' });
    expect(await fixture.hasPassword(target)).toBe(false);
    expect(await fixture.users.findByIdentifier(reader, 'leaver')).toBeNull();
    expect(await fixture.users.findByIdentifier(reader, 'leaver@example.com')).toBeNull();
    expect(await fixture.administration.find({ id: target.id })).toEqual(user);
    expect(await fixture.sessionOwners.find(reader, target.id)).toMatchObject({ deleted: true });
    expect(fixture.events).toEqual([
      expect.objectContaining({
        type: 'user.deleted',
        endsSessions: true,
        reason: 'left',
        changes: { status: { from: 'ACTIVE', to: 'DELETED' } },
      }),
    ]);
  });

  test('invalidates an open invitation', async () => {
    const input = { username: 'guest', email: 'guest@example.com' };
    const { user, invitationLink } = await fixture.administration.createUser(input, cliActor);
    const token = invitationLink?.split('#token=')[1] ?? '';

    await fixture.administration.deleteUser({ id: user.id, reason: 'changed our minds' }, cliActor);

    const { reader } = fixture.test.database.transactions;
    const peeking = fixture.tokensModule.oneTimeTokens.peek(reader, token, ['INVITATION']);
    await expect(peeking).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
  });

  test('rejects the actor themselves, unknown and deleted users, higher roles and an empty reason', async () => {
    const [admin, support, target] = [
      await fixture.createUser('ADMIN'),
      await fixture.createUser('SUPPORT'),
      await fixture.createUser(),
    ];
    const remove = (id: string, by = admin, reason = 'why') =>
      fixture.administration.deleteUser({ id, reason }, actorFor(by));

    await expect(remove(admin.id)).rejects.toMatchObject({ reason: 'SELF_TARGET_FORBIDDEN' });
    await expect(remove('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    await expect(remove(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    await expect(remove(target.id, admin, '')).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
    await remove(target.id);
    await expect(remove(target.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
  });

  test('is rolled back completely when an event listener throws', async () => {
    const target = await fixture.createUser();
    fixture.events.push = () => {
      throw new Error('the audit trail is full');
    };

    const deleting = fixture.administration.deleteUser({ id: target.id, reason: 'left' }, cliActor);

    await expect(deleting).rejects.toThrow('the audit trail is full');
    Reflect.deleteProperty(fixture.events, 'push');
    expect(await fixture.reload(target)).toEqual(target);
    expect(await fixture.hasPassword(target)).toBe(true);
  });
});
