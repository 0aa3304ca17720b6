import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { describeOnServer } from '../../helpers/test-database.js';
import { as, openUsersWorld, type UsersWorld } from './users-fixture.js';

let world: UsersWorld;
beforeAll(async () => {
  world = await openUsersWorld();
});
afterAll(() => world.close());

describe('setUserRole', () => {
  test('promotes without raising the epoch and without ending a session', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];
    world.pass(5);

    const input = { id: target.id, role: 'SUPPORT', reason: 'joined the help desk' } as const;
    const user = await world.administration.setUserRole(input, as(admin));

    const change = { role: 'SUPPORT', version: 2, updatedAt: world.now() };
    expect(user).toEqual({ ...target, ...change });
    expect(await world.again(target)).toEqual(user);
    expect(world.events).toEqual([
      {
        type: 'user.role-changed',
        occurredAt: world.now(),
        actor: { type: 'USER', id: admin.id },
        subjectId: target.id,
        reason: 'joined the help desk',
        changes: { role: { from: 'USER', to: 'SUPPORT' } },
      },
    ]);
  });

  test('a demotion raises the epoch and ends the sessions', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person('SUPPORT')];

    const input = { id: target.id, role: 'USER', reason: 'left the help desk' } as const;
    const user = await world.administration.setUserRole(input, as(admin));

    expect(user.securityEpoch).toBe(target.securityEpoch + 1);
    expect(world.events).toEqual([
      expect.objectContaining({ type: 'user.role-changed', endsSessions: true }),
    ]);
  });

  test('the same role again changes nothing and tells nothing', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];

    const input = { id: target.id, role: 'USER', reason: 'to be sure' } as const;
    const user = await world.administration.setUserRole(input, as(admin));

    expect(user).toEqual(target);
    expect(world.events).toEqual([]);
  });

  test.each([
    ['USER_NOT_FOUND', 'nobody', 'USER', 'reason', null],
    ['USER_NOT_FOUND', '0199a0c4-0000-7000-8000-000000000000', 'USER', 'reason', null],
    ['INVALID_INPUT', 'target', 'USER', '  ', null],
    ['INVALID_INPUT', 'target', 'USER', 'a\0b', null],
    ['VERSION_CONFLICT', 'target', 'SUPPORT', 'reason', 7],
    ['SELF_TARGET_FORBIDDEN', 'self', 'USER', 'reason', null],
  ] as const)('refuses with %s: %s becomes %s', async (reason, whom, role, why, expectedVersion) => {
    const [admin, target] = [await world.person('ADMIN'), await world.person('USER')];
    const id = whom === 'target' ? target.id : whom === 'self' ? admin.id : whom;

    const change = world.administration.setUserRole({ id, role, reason: why, expectedVersion }, as(admin));

    await expect(change).rejects.toMatchObject({ reason });
    expect(await world.again(target)).toEqual(target);
    expect(world.events).toEqual([]);
  });

  test('refuses to touch a role above the own, or to give one', async () => {
    const [admin, support, target] = [
      await world.person('ADMIN'),
      await world.person('SUPPORT'),
      await world.person(),
    ];
    const set = (id: string, role: 'USER' | 'ADMIN') =>
      world.administration.setUserRole({ id, role, reason: 'power' }, as(support));

    await expect(set(admin.id, 'USER')).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    await expect(set(target.id, 'ADMIN')).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
  });

  test('does not find the deleted', async () => {
    const [admin, target] = [await world.person('ADMIN'), await world.person()];
    await world.administration.deleteUser({ id: target.id, reason: 'left' }, as(admin));

    const input = { id: target.id, role: 'SUPPORT', reason: 'haunts us' } as const;

    await expect(world.administration.setUserRole(input, as(admin))).rejects.toMatchObject({
      reason: 'USER_NOT_FOUND',
    });
  });
});

describe('the last administrator', () => {
  let alone: UsersWorld;
  beforeAll(async () => {
    alone = await openUsersWorld();
  });
  afterAll(() => alone.close());

  test('can be neither demoted, disabled (even for a while), deleted nor left without a password', async () => {
    const last = await alone.person('ADMIN', 'last');
    // None of these could take over: no password yet, disabled for a while, gone.
    const invited = { username: 'invited', email: 'invited@example.com', role: 'ADMIN' } as const;
    await alone.administration.createUser(invited, cliActor);
    const until = new Date(alone.now().getTime() + 60_000);
    const [resting, gone] = [await alone.person('ADMIN'), await alone.person('ADMIN')];
    await alone.administration.disableUser({ id: resting.id, reason: 'rests', until }, cliActor);
    await alone.administration.deleteUser({ id: gone.id, reason: 'left' }, cliActor);
    const { administration } = alone;
    const { id } = last;
    alone.events.length = 0;

    const demoting = administration.setUserRole({ id, role: 'SUPPORT', reason: 'why' }, cliActor);
    await expect(demoting).rejects.toMatchObject({ reason: 'LAST_ADMIN' });
    const resting2 = administration.disableUser({ id, reason: 'why', until }, cliActor);
    await expect(resting2).rejects.toMatchObject({ reason: 'LAST_ADMIN' });
    const deleting = administration.deleteUser({ id, reason: 'why' }, cliActor);
    await expect(deleting).rejects.toMatchObject({ reason: 'LAST_ADMIN' });
    const resetting = administration.resetUserPassword(id, cliActor);
    await expect(resetting).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });

    expect(await alone.again(last)).toEqual(last);
    expect(await alone.hasPassword(last)).toBe(true);
    expect(alone.events).toEqual([]);
  });

  test("is the last no more once another one's disable is over", async () => {
    const last = await alone.person('ADMIN');
    const { id } = last;
    alone.pass(61);

    const user = await alone.administration.setUserRole({ id, role: 'USER', reason: 'retires' }, cliActor);

    expect(user.role).toBe('USER');
  });

  test('an administrator who could not sign in anyway may be demoted', async () => {
    const created = await alone.administration.createUser(
      { username: 'never', email: 'never@example.com', role: 'ADMIN' },
      cliActor,
    );

    const input = { id: created.user.id, role: 'USER', reason: 'a mistake' } as const;
    const user = await alone.administration.setUserRole(input, cliActor);

    expect(user.role).toBe('USER');
  });
});

describeOnServer('two administrators at once', () => {
  test.each(['setUserRole', 'disableUser', 'deleteUser', 'resetUserPassword'] as const)(
    '%s of each other leaves exactly one who can sign in',
    async (operation) => {
      const pair = await openUsersWorld();
      const [one, other] = [await pair.person('ADMIN'), await pair.person('ADMIN')];
      const act = (id: string, by: typeof one) => {
        const input = { id, role: 'USER', reason: 'rivalry' } as const;
        if (operation === 'resetUserPassword') return pair.administration.resetUserPassword(id, as(by));
        return pair.administration[operation](input, as(by));
      };

      const answers = await Promise.allSettled([act(other.id, one), act(one.id, other)]);

      const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
      const reason = operation === 'resetUserPassword' ? 'ILLEGAL_STATE' : 'LAST_ADMIN';
      expect(refused).toEqual([expect.objectContaining({ reason })]);
      const left = await Promise.all([one, other].map((user) => pair.again(user)));
      const able = await Promise.all(
        left.map(async (user) => user.role === 'ADMIN' && user.status === 'ACTIVE' && pair.hasPassword(user)),
      );
      expect(able.filter((isAble) => isAble)).toHaveLength(1);
      await pair.close();
    },
  );
});
