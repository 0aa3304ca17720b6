import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import type { ListUsersInput } from '../../../src/modules/users/user-page.js';
import { inOrder, names, openUserListFixture, type UserListFixture } from './create-twelve-users.js';
import { createUsersFixture } from './users-fixture.js';

let fixture: UserListFixture['fixture'];
let users: UserListFixture['users'];
let list: UserListFixture['list'];

beforeAll(async () => {
  ({ fixture, users, list } = await openUserListFixture());
});
afterAll(() => fixture.close());

describe('a user filter', () => {
  const found = async (filter: ListUsersInput['filter']) =>
    names(await list({ filter: filter ?? null, ...inOrder('USERNAME', 'ASC') }));

  test('searches by prefix of username, email or full name, ignoring case and without wildcards', async () => {
    expect(await found({ search: 'a-N' })).toEqual(['A-name']);
    expect(await found({ search: 'l@EXAMPLE' })).toEqual(['A-name']);
    expect(await found({ search: 'full b' })).toEqual(['b-name']);
    expect(await found({ search: '100% real_' })).toEqual(['E-name']);
    expect(await found({ search: 'name' })).toEqual([]);
    for (const search of ['%', '_', '\\', '1_0', 'a%', '\\%']) expect(await found({ search })).toEqual([]);
    expect(await found({ search: '' })).toHaveLength(12);
  });

  test('searches and selects by names with blanks around them and by the Punycode form of a domain', async () => {
    const input = { username: 'puny', email: 'puny@xn--fa-hia.example', role: 'SUPPORT' } as const;
    const { user } = await fixture.administration.createUser(input, cliActor);
    const filters = [
      { search: ' puny ' },
      { search: 'puny@xn--fa-hia.example' },
      { search: 'PUNY@FA\u00df.exam' },
      { search: '\tpuny@XN--FA-HIA.' },
      { username: ' PUNY\n' },
      { email: ' puny@xn--fa-hia.example ' },
    ];
    for (const filter of filters) expect(names(await list({ filter }))).toEqual(['puny']);
    expect(names(await list({ filter: { search: 'puny@xn--fa-hia.org' } }))).toEqual([]);
    for (const reference of [{ username: ' puny ' }, { email: 'puny@xn--fa-hia.example\t' }])
      expect(await fixture.administration.find(reference)).toMatchObject({ id: user.id });
    await fixture.administration.deleteUser({ id: user.id, reason: 'test' }, cliActor);
  });

  test('continues when the filter lists the same values in another order or twice', async () => {
    const [one, other] = users.map(({ id }) => id);
    const filterOf = (reverse: boolean): NonNullable<ListUsersInput['filter']> => {
      const values = {
        roles: ['USER', 'ADMIN', 'SUPPORT'] as const,
        statuses: ['ACTIVE', 'INVITED'] as const,
        ids: [one ?? '', other ?? ''],
      };
      if (!reverse) return values;
      return {
        roles: values.roles.toReversed(),
        statuses: [...values.statuses.toReversed(), 'ACTIVE'],
        ids: values.ids.toReversed(),
      };
    };
    const first = await list({ first: 1, filter: filterOf(false) });

    const second = await list({
      first: 1,
      after: first.pageInfo.endCursor ?? '',
      filter: filterOf(true),
    });

    expect([...names(first), ...names(second)]).toHaveLength(new Set([one, other]).size);
  });

  test('selects by exact names, roles, verification, times and ids, combined with AND', async () => {
    const [first, second] = users;
    const ids = [first?.id ?? '', second?.id.toUpperCase() ?? '', 'no user found'];

    expect(await found({ username: 'C-NAME' })).toEqual(['C-name']);
    expect(await found({ email: 'C@Example.COM' })).toEqual(['j-name']);
    expect(await found({ email: 'not an address' })).toEqual([]);
    expect(await found({ roles: ['ADMIN', 'SUPPORT'] })).toHaveLength(6);
    expect(await found({ emailVerified: true })).toEqual(['A-name', 'b-name', 'C-name']);
    expect(await found({ ids })).toEqual(['A-name', 'b-name']);
    expect(await found({ ids, emailVerified: true, search: 'b' })).toEqual(['b-name']);
    expect(await found({ ids: [] })).toEqual([]);
    expect(await found({ roles: [] })).toEqual([]);
    expect(await found({ statuses: [] })).toEqual([]);
    const third = users[2]?.createdAt ?? null;
    expect(await found({ createdAt: { lt: third } })).toEqual(['A-name', 'b-name']);
    expect(await found({ createdAt: { gte: third, lt: users[4]?.createdAt ?? null } })).toEqual([
      'C-name',
      'd-name',
    ]);
  });

  test('selects by last login: never, ever, or in a range that excludes users who never logged in', async () => {
    const loggedIn = users.filter((user) => user.lastLoginAt !== null).map((user) => user.username);
    const neverLoggedIn = users.filter((user) => user.lastLoginAt === null).map((user) => user.username);
    const gte = users[4]?.lastLoginAt ?? null;

    expect(await found({ neverLoggedIn: true })).toEqual(neverLoggedIn);
    expect(await found({ neverLoggedIn: false })).toEqual(loggedIn);
    expect(await found({ lastLoginAt: { lt: new Date('2100-01-01') } })).toEqual(loggedIn);
    const later = users.filter(
      (user) => gte !== null && user.lastLoginAt !== null && user.lastLoginAt >= gte,
    );
    expect(await found({ lastLoginAt: { gte } })).toEqual(later.map((user) => user.username));
  });

  test('selects by current status, and deleted users only on request', async () => {
    const other = await createUsersFixture();
    const { administration } = other;
    const active = await other.createUser();
    const { user: invited } = await administration.createUser(
      { username: 'invited', email: 'invited@example.com' },
      cliActor,
    );
    const [disabled, paused, deleted] = [
      await other.createUser(),
      await other.createUser(),
      await other.createUser(),
    ];
    await administration.disableUser({ id: disabled.id, reason: 'spam' }, cliActor);
    const until = new Date(other.now().getTime() + 60_000);
    await administration.disableUser({ id: paused.id, reason: 'paused', until }, cliActor);
    await administration.disableUser({ id: deleted.id, reason: 'spam' }, cliActor);
    await administration.deleteUser({ id: deleted.id, reason: 'spam' }, cliActor);
    const ids = async (filter: ListUsersInput['filter']) =>
      new Set((await administration.list({ filter: filter ?? null })).nodes.map((user) => user.id));

    expect(await ids({})).toEqual(new Set([active.id, invited.id, disabled.id, paused.id]));
    expect(await ids({ statuses: ['DISABLED'] })).toEqual(new Set([disabled.id, paused.id]));
    expect(await ids({ statuses: ['DELETED', 'INVITED'] })).toEqual(new Set([deleted.id, invited.id]));
    expect(await ids({ ids: [deleted.id, active.id] })).toEqual(new Set([deleted.id, active.id]));
    other.advanceClock(60);
    expect(await ids({ statuses: ['ACTIVE'] })).toEqual(new Set([active.id, paused.id]));
    for (const status of ['ACTIVE', 'INVITED', 'DISABLED', 'DELETED'] as const) {
      const page = await administration.list({ filter: { statuses: [status] } });
      for (const user of page.nodes) expect(user.status).toBe(status);
    }
    await other.close();
  });

  test('rejects more than 100 ids and text that no name can contain', async () => {
    const many = Array.from({ length: 101 }, () => '0199a0c4-0000-7000-8000-000000000000');

    await expect(list({ filter: { ids: many } })).rejects.toMatchObject({ reason: 'BAD_USER_INPUT' });
    for (const search of ['a\0', '\uD800', 'x'.repeat(321)]) {
      await expect(list({ filter: { search } })).rejects.toMatchObject({ reason: 'BAD_USER_INPUT' });
    }
  });
});
