import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { as, openUsersWorld, type UsersWorld } from './users-fixture.js';

let world: UsersWorld;
beforeAll(async () => {
  world = await openUsersWorld();
});
afterAll(() => world.close());

describe('disableUser', () => {
  test('disables for good, raises the epoch and ends the sessions', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];

    const user = await world.administration.disableUser({ id: target.id, reason: 'spam' }, as(admin));

    expect(user).toMatchObject({
      status: 'DISABLED',
      disabled: true,
      disabledReason: 'spam',
      disabledUntil: null,
      version: target.version + 1,
      securityEpoch: target.securityEpoch + 1,
    });
    expect(await world.again(target)).toEqual(user);
    expect(world.events).toEqual([
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

  test('ends by itself at the given instant, for sessions too', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];
    const until = new Date(world.now().getTime() + 60_000);
    const { reader } = world.test.database.transactions;

    const user = await world.administration.disableUser(
      { id: target.id, reason: 'cool down', until },
      as(admin),
    );
    const owner = await world.sessionOwners.find(reader, target.id);
    world.pass(60);

    expect(user.disabledUntil).toEqual(until);
    expect(owner).toMatchObject({ disabled: true, securityEpoch: target.securityEpoch + 1 });
    expect(await world.again(target)).toMatchObject({
      status: 'ACTIVE',
      disabled: false,
      disabledReason: null,
      disabledUntil: null,
    });
    expect(await world.sessionOwners.find(reader, target.id)).toMatchObject({ disabled: false });
  });

  test.each([
    ['USER_NOT_FOUND', 'nobody', 'why', 60],
    ['SELF_TARGET_FORBIDDEN', 'self', 'why', 60],
    ['INVALID_INPUT', 'target', '', 60],
    ['INVALID_INPUT', 'target', 'why', 0],
    ['INVALID_INPUT', 'target', 'why', Number.NaN],
  ] as const)('refuses with %s: %s for "%s", %p seconds', async (reason, whom, why, seconds) => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];
    const id = whom === 'target' ? target.id : whom === 'self' ? admin.id : whom;
    const until = new Date(world.now().getTime() + seconds * 1000);

    const disabling = world.administration.disableUser({ id, reason: why, until }, as(admin));

    await expect(disabling).rejects.toMatchObject({ reason });
    expect(await world.again(target)).toEqual(target);
    expect(world.events).toEqual([]);
  });

  test('refuses who is disabled already, who is deleted, and who stands above', async () => {
    const [admin, support] = [await world.person('ADMIN'), await world.person('SUPPORT')];
    const [disabled, deleted] = [await world.person(), await world.person()];
    await world.administration.disableUser({ id: disabled.id, reason: 'first' }, as(admin));
    await world.administration.deleteUser({ id: deleted.id, reason: 'left' }, as(admin));
    const disable = (id: string, by: typeof admin) =>
      world.administration.disableUser({ id, reason: 'again' }, as(by));

    await expect(disable(disabled.id, admin)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(disable(deleted.id, admin)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(disable(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    expect((await world.again(disabled)).disabledReason).toBe('first');
  });
});

describe('enableUser', () => {
  test('makes a disabled person active again; the epoch stays up', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];
    await world.administration.disableUser({ id: target.id, reason: 'spam' }, as(admin));
    world.events.length = 0;

    const user = await world.administration.enableUser(target.id, as(admin));

    expect(user).toMatchObject({ status: 'ACTIVE', disabledReason: null, version: 3, securityEpoch: 2 });
    expect(world.events).toEqual([
      expect.objectContaining({
        type: 'user.enabled',
        changes: {
          status: { from: 'DISABLED', to: 'ACTIVE' },
          disabledReason: { from: 'spam', to: null },
        },
      }),
    ]);
  });

  test('refuses who is not disabled, deleted, unknown or above', async () => {
    const [admin, support, deleted] = [
      await world.person('ADMIN'),
      await world.person('SUPPORT'),
      await world.person(),
    ];
    await world.administration.deleteUser({ id: deleted.id, reason: 'left' }, as(admin));
    const enable = (id: string, by = admin) => world.administration.enableUser(id, as(by));

    await expect(enable(support.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(enable(deleted.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
    await expect(enable('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
    await expect(enable(admin.id, support)).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
  });
});
