import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture();
});
afterAll(() => fixture.close());

describe('setUserRole', () => {
  test('promotes without incrementing the security epoch and without ending sessions', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];
    fixture.advanceClock(5);

    const input = { id: target.id, role: 'SUPPORT', reason: 'joined the help desk' } as const;
    const user = await fixture.administration.setUserRole(input, actorFor(admin));

    const change = { role: 'SUPPORT', version: 2, updatedAt: fixture.now() };
    expect(user).toEqual({ ...target, ...change });
    expect(await fixture.reload(target)).toEqual(user);
    expect(fixture.events).toEqual([
      {
        type: 'user.role-changed',
        occurredAt: fixture.now(),
        actor: { type: 'USER', id: admin.id },
        subjectId: target.id,
        reason: 'joined the help desk',
        changes: { role: { from: 'USER', to: 'SUPPORT' } },
      },
    ]);
  });

  test('a demotion increments the security epoch and ends the sessions', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser('SUPPORT')];

    const input = { id: target.id, role: 'USER', reason: 'left the help desk' } as const;
    const user = await fixture.administration.setUserRole(input, actorFor(admin));

    expect(user.securityEpoch).toBe(target.securityEpoch + 1);
    expect(fixture.events).toEqual([
      expect.objectContaining({ type: 'user.role-changed', endsSessions: true }),
    ]);
  });

  test('assigning the same role changes nothing and emits no event', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];

    const input = { id: target.id, role: 'USER', reason: 'to be sure' } as const;
    const user = await fixture.administration.setUserRole(input, actorFor(admin));

    expect(user).toEqual(target);
    expect(fixture.events).toEqual([]);
  });

  test.each([
    ['USER_NOT_FOUND', 'nobody', 'USER', 'reason', null],
    ['USER_NOT_FOUND', '0199a0c4-0000-7000-8000-000000000000', 'USER', 'reason', null],
    ['INVALID_INPUT', 'target', 'USER', '  ', null],
    ['INVALID_INPUT', 'target', 'USER', 'a\0b', null],
    ['VERSION_CONFLICT', 'target', 'SUPPORT', 'reason', 7],
    ['SELF_TARGET_FORBIDDEN', 'self', 'USER', 'reason', null],
  ] as const)('throws %s: %s becomes %s', async (reason, targetName, role, why, expectedVersion) => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser('USER')];
    const id = targetName === 'target' ? target.id : targetName === 'self' ? admin.id : targetName;

    const change = fixture.administration.setUserRole(
      { id, role, reason: why, expectedVersion },
      actorFor(admin),
    );

    await expect(change).rejects.toMatchObject({ reason });
    expect(await fixture.reload(target)).toEqual(target);
    expect(fixture.events).toEqual([]);
  });

  test('rejects changes of a higher role and assignments of a higher role', async () => {
    const [admin, support, target] = [
      await fixture.createUser('ADMIN'),
      await fixture.createUser('SUPPORT'),
      await fixture.createUser(),
    ];
    const set = (id: string, role: 'USER' | 'ADMIN') =>
      fixture.administration.setUserRole({ id, role, reason: 'power' }, actorFor(support));

    await expect(set(admin.id, 'USER')).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    await expect(set(target.id, 'ADMIN')).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
  });

  test('treats deleted users as not found', async () => {
    const [admin, target] = [await fixture.createUser('ADMIN'), await fixture.createUser()];
    await fixture.administration.deleteUser({ id: target.id, reason: 'left' }, actorFor(admin));

    const input = { id: target.id, role: 'SUPPORT', reason: 'after deletion' } as const;

    await expect(fixture.administration.setUserRole(input, actorFor(admin))).rejects.toMatchObject({
      reason: 'USER_NOT_FOUND',
    });
  });
});

describe('the last administrator', () => {
  let alone: UsersFixture;
  beforeAll(async () => {
    alone = await createUsersFixture();
  });
  afterAll(() => alone.close());

  test('cannot be demoted, disabled (even temporarily), deleted or left without a password', async () => {
    const last = await alone.createUser('ADMIN', 'last');
    // None of these can take over: no password, temporarily disabled, deleted.
    const invited = { username: 'invited', email: 'invited@example.com', role: 'ADMIN' } as const;
    await alone.administration.createUser(invited, cliActor);
    const until = new Date(alone.now().getTime() + 60_000);
    const [paused, deleted] = [await alone.createUser('ADMIN'), await alone.createUser('ADMIN')];
    await alone.administration.disableUser({ id: paused.id, reason: 'paused', until }, cliActor);
    await alone.administration.deleteUser({ id: deleted.id, reason: 'left' }, cliActor);
    const { administration } = alone;
    const { id } = last;
    alone.events.length = 0;

    const demoting = administration.setUserRole({ id, role: 'SUPPORT', reason: 'why' }, cliActor);
    await expect(demoting).rejects.toMatchObject({ reason: 'LAST_ADMIN' });
    const disabling = administration.disableUser({ id, reason: 'why', until }, cliActor);
    await expect(disabling).rejects.toMatchObject({ reason: 'LAST_ADMIN' });
    const deleting = administration.deleteUser({ id, reason: 'why' }, cliActor);
    await expect(deleting).rejects.toMatchObject({ reason: 'LAST_ADMIN' });
    const resetting = administration.resetUserPassword(id, cliActor);
    await expect(resetting).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });

    expect(await alone.reload(last)).toEqual(last);
    expect(await alone.hasPassword(last)).toBe(true);
    expect(alone.events).toEqual([]);
  });

  test('is no longer the last one after the disablement of another administrator expires', async () => {
    const last = await alone.createUser('ADMIN');
    const { id } = last;
    alone.advanceClock(61);

    const user = await alone.administration.setUserRole({ id, role: 'USER', reason: 'retires' }, cliActor);

    expect(user.role).toBe('USER');
  });

  test('an administrator who cannot sign in may be demoted', async () => {
    const created = await alone.administration.createUser(
      { username: 'never', email: 'never@example.com', role: 'ADMIN' },
      cliActor,
    );

    const input = { id: created.user.id, role: 'USER', reason: 'a mistake' } as const;
    const user = await alone.administration.setUserRole(input, cliActor);

    expect(user.role).toBe('USER');
  });
});

describeOnPostgres('two administrators acting on each other concurrently', () => {
  test.each(['setUserRole', 'disableUser', 'deleteUser', 'resetUserPassword'] as const)(
    '%s leaves exactly one who can sign in',
    async (operation) => {
      const pair = await createUsersFixture();
      const [one, other] = [await pair.createUser('ADMIN'), await pair.createUser('ADMIN')];
      const act = (id: string, by: typeof one) => {
        const input = { id, role: 'USER', reason: 'concurrent change' } as const;
        if (operation === 'resetUserPassword') return pair.administration.resetUserPassword(id, actorFor(by));
        return pair.administration[operation](input, actorFor(by));
      };

      const results = await Promise.allSettled([act(other.id, one), act(one.id, other)]);

      const rejected = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      const reason = operation === 'resetUserPassword' ? 'ILLEGAL_STATE' : 'LAST_ADMIN';
      expect(rejected).toEqual([expect.objectContaining({ reason })]);
      const remaining = await Promise.all([one, other].map((user) => pair.reload(user)));
      const able = await Promise.all(
        remaining.map(
          async (user) => user.role === 'ADMIN' && user.status === 'ACTIVE' && pair.hasPassword(user),
        ),
      );
      expect(able.filter((isAble) => isAble)).toHaveLength(1);
      await pair.close();
    },
  );
});
