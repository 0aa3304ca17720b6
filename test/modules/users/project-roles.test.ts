import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor, createRoles } from '../../../src/modules/access/index.js';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

const roles = createRoles({
  BILLING: { scopes: ['invoices:read'] },
  LEAD: { includes: ['BILLING', 'SUPPORT'] },
});

let fixture: UsersFixture;
beforeAll(async () => {
  fixture = await createUsersFixture(roles);
});
afterAll(() => fixture.close());

const setRole = (id: string, role: string, actor = cliActor as Parameters<typeof act>[0]) =>
  act(actor, id, role);

function act(actor: Parameters<UsersFixture['administration']['setUserRole']>[1], id: string, role: string) {
  return fixture.administration.setUserRole({ id, role, reason: 'moves' }, actor);
}

describe('a role of a project', () => {
  test('is assigned, listed and created like the roles of Cordon', async () => {
    const admin = await fixture.createUser('ADMIN');
    const moved = await setRole((await fixture.createUser()).id, 'BILLING', actorFor(admin));
    const created = await fixture.createUser('BILLING');

    const { edges } = await fixture.administration.list({ filter: { roles: ['BILLING'] } });

    expect([moved.role, created.role]).toEqual(['BILLING', 'BILLING']);
    expect(edges.map(({ node }) => node.id)).toEqual(expect.arrayContaining([moved.id, created.id]));
    expect(await fixture.users.undeclaredRoles(fixture.test.database.transactions.reader)).toEqual([]);
  });

  test.each([...roles.names])(
    'a %s grants, replaces and creates exactly the roles that it includes',
    async (name) => {
      const caller = actorFor(await fixture.createUser(name));
      const allowed: string[] = [];

      for (const role of roles.names) {
        const target = await fixture.createUser();
        const results = await Promise.allSettled([
          setRole(target.id, role, caller),
          fixture.administration.createUser(
            { username: `${target.username}x`, email: `${target.username}x@example.com`, role },
            caller,
          ),
          fixture.createUser(role).then(({ id }) => setRole(id, 'USER', caller)),
        ]);
        const reasons = results.map((result) => (result.status === 'rejected' ? result.reason.reason : 'OK'));
        expect(new Set(reasons).size).toBe(1);
        expect(['OK', 'ROLE_ESCALATION']).toContain(reasons[0]);
        if (reasons[0] === 'OK') allowed.push(role);
      }

      expect(allowed).toEqual(roles.names.filter((role) => roles.isAtLeast(name, role)));
    },
  );

  test.each([
    ['USER', 'BILLING', false],
    ['BILLING', 'SUPPORT', true],
    ['SUPPORT', 'BILLING', true],
    ['BILLING', 'LEAD', false],
    ['LEAD', 'SUPPORT', true],
    ['BILLING', 'ADMIN', false],
  ])(
    'a change from %s to %s ends the sessions exactly when it takes something away: %s',
    async (from, to, ends) => {
      const target = await fixture.createUser(from);

      const user = await setRole(target.id, to);

      expect(user.securityEpoch - target.securityEpoch).toBe(ends ? 1 : 0);
      expect(fixture.events.at(-1)?.endsSessions ?? false).toBe(ends);
    },
  );

  test('does not protect the last administrator less', async () => {
    const own = await createUsersFixture(roles);
    const { id } = await own.createUser('ADMIN');
    await own.createUser('LEAD');

    const change = own.administration.setUserRole({ id, role: 'LEAD', reason: 'retires' }, cliActor);

    await expect(change).rejects.toMatchObject({ reason: 'LAST_ADMIN' });
    await own.close();
  });
});

describe('a role that is not declared', () => {
  test.each(['GONE', 'billing', '', '__proto__'])('cannot be assigned, by nobody: %p', async (role) => {
    const target = await fixture.createUser();
    const admin = actorFor(await fixture.createUser('ADMIN'));
    const names = { username: `${target.username}x`, email: `${target.username}x@example.com` };

    for (const actor of [admin, cliActor, { type: 'SYSTEM' } as const]) {
      await expect(setRole(target.id, role, actor)).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
      await expect(fixture.administration.createUser({ ...names, role }, actor)).rejects.toMatchObject({
        reason: 'INVALID_INPUT',
      });
    }
    expect(await fixture.reload(target)).toEqual(target);
  });

  test('in a row is counted, and replaced by administrators only, which ends the sessions', async () => {
    const target = await fixture.createUser();
    await fixture.test.database.dataSource.query(`UPDATE users SET role = 'GONE' WHERE id = $1`, [target.id]);
    const [lead, admin] = [await fixture.createUser('LEAD'), await fixture.createUser('ADMIN')];

    const counted = await fixture.users.undeclaredRoles(fixture.test.database.transactions.reader);
    const refused = setRole(target.id, 'USER', actorFor(lead));
    await expect(refused).rejects.toMatchObject({ reason: 'ROLE_ESCALATION' });
    const user = await setRole(target.id, 'USER', actorFor(admin));

    expect(counted).toEqual([{ role: 'GONE', users: 1 }]);
    expect(user).toMatchObject({ role: 'USER', securityEpoch: target.securityEpoch + 1 });
    expect(fixture.events.at(-1)?.changes).toEqual({ role: { from: 'GONE', to: 'USER' } });
  });
});
