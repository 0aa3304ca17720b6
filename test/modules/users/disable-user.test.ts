import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

describe('disableUser', () => {
  test('disables indefinitely, increments the security epoch and ends the sessions', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];

    const user = await fixture.administration.disableUser({ id: target.id, reason: 'spam' }, actorFor(admin));

    expect(user).toMatchObject({
      status: 'DISABLED',
      disabled: true,
      disabledReason: 'spam',
      disabledUntil: null,
      version: target.version + 1,
      securityEpoch: target.securityEpoch + 1,
    });
    expect(await fixture.reload(target)).toEqual(user);
    expect(fixture.events).toEqual([
      expect.objectContaining({
        type: 'user.disabled',
        endsSessions: true,
        reason: 'spam',
        changes: {
          status: { from: 'ACTIVE', to: 'DISABLED' },
          disabledReason: { from: null, to: 'spam' },
        },
      }),
    ]);
  });

  test('ends at the given time, for sessions too', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];
    const until = new Date(fixture.now().getTime() + 60_000);
    const { reader } = fixture.test.database.transactions;

    const user = await fixture.administration.disableUser(
      { id: target.id, reason: 'cool down', until },
      actorFor(admin),
    );
    const owner = await fixture.sessionOwners.find(reader, target.id);
    fixture.advanceClock(60);

    expect(user.disabledUntil).toEqual(until);
    expect(owner).toMatchObject({ disabled: true, securityEpoch: target.securityEpoch + 1 });
    expect(await fixture.reload(target)).toMatchObject({
      status: 'ACTIVE',
      disabled: false,
      disabledReason: null,
      disabledUntil: null,
    });
    expect(await fixture.sessionOwners.find(reader, target.id)).toMatchObject({ disabled: false });
  });

  test.each([
    ['USER_NOT_FOUND', 'nobody', 'why', 60],
    ['SELF_TARGET_FORBIDDEN', 'self', 'why', 60],
    ['INVALID_INPUT', 'target', '', 60],
    ['INVALID_INPUT', 'target', 'why', 0],
    ['INVALID_INPUT', 'target', 'why', Number.NaN],
  ] as const)('throws %s: %s for "%s", %p seconds', async (reason, targetName, why, seconds) => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];
    const id = targetName === 'target' ? target.id : targetName === 'self' ? admin.id : targetName;
    const until = new Date(fixture.now().getTime() + seconds * 1000);

    const disabling = fixture.administration.disableUser({ id, reason: why, until }, actorFor(admin));

    await expect(disabling).rejects.toMatchObject({ reason });
    expect(await fixture.reload(target)).toEqual(target);
    expect(fixture.events).toEqual([]);
  });

  test('rejects users who are already disabled, deleted or have a higher role', async () => {
    const [admin, support] = [await fixture.createUser('ADMIN'), await fixture.createUser('SUPPORT')];
    const [disabled, deleted] = [await fixture.createUser(), await fixture.createUser()];
    await fixture.administration.disableUser({ id: disabled.id, reason: 'first' }, actorFor(admin));
    await fixture.administration.deleteUser({ id: deleted.id, reason: 'left' }, actorFor(admin));
    const disable = (id: string, by: typeof admin) =>
      fixture.administration.disableUser({ id, reason: 'again' }, actorFor(by));

    await expect(disable(disabled.id, admin)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(disable(deleted.id, admin)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(disable(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    expect((await fixture.reload(disabled)).disabledReason).toBe('first');
  });
});

describe('enableUser', () => {
  test('activates a disabled user and does not decrement the security epoch', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];
    await fixture.administration.disableUser({ id: target.id, reason: 'spam' }, actorFor(admin));
    fixture.events.length = 0;

    const user = await fixture.administration.enableUser(target.id, actorFor(admin));

    expect(user).toMatchObject({ status: 'ACTIVE', disabledReason: null, version: 3, securityEpoch: 2 });
    expect(fixture.events).toEqual([
      expect.objectContaining({
        type: 'user.enabled',
        changes: {
          status: { from: 'DISABLED', to: 'ACTIVE' },
          disabledReason: { from: 'spam', to: null },
        },
      }),
    ]);
  });

  test('rejects users who are not disabled, deleted, unknown or have a higher role', async () => {
    const [admin, support, deleted] = [
      await fixture.createUser('ADMIN'),
      await fixture.createUser('SUPPORT'),
      await fixture.createUser(),
    ];
    await fixture.administration.deleteUser({ id: deleted.id, reason: 'left' }, actorFor(admin));
    const enable = (id: string, by = admin) => fixture.administration.enableUser(id, actorFor(by));

    await expect(enable(support.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(enable(deleted.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(enable('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    await expect(enable(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
  });
});
