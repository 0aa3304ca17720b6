import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import type { ListUsersInput, UserPage } from '../../../src/modules/users/user-page.js';
import { createTwelveUsers } from './create-twelve-users.js';
import { createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
let users: readonly User[];
const list = (input: ListUsersInput = {}) => fixture.administration.list(input);
const names = (page: UserPage) => page.nodes.map((user) => user.username);
const inOrder = (
  field: 'CREATED_AT' | 'USERNAME' | 'EMAIL' | 'LAST_LOGIN_AT',
  direction: 'ASC' | 'DESC',
) => ({
  orderBy: { field, direction },
});

beforeAll(async () => {
  fixture = await createUsersFixture();
  users = await createTwelveUsers(fixture);
});
afterAll(() => fixture.close());

describe.each(['CREATED_AT', 'USERNAME', 'EMAIL', 'LAST_LOGIN_AT'] as const)(
  'users ordered by %s',
  (field) => {
    const value = (user: User): string => {
      if (field === 'CREATED_AT') return user.createdAt.toISOString();
      if (field === 'USERNAME') return user.username.toLowerCase();
      return field === 'EMAIL' ? user.email : (user.lastLoginAt?.toISOString() ?? '');
    };
    const expected = (direction: 'ASC' | 'DESC'): string[] => {
      const sorted = users.toSorted((one, other) =>
        `${value(one)} ${one.id}` < `${value(other)} ${other.id}` ? -1 : 1,
      );
      return (direction === 'ASC' ? sorted : sorted.reverse()).map((user) => user.username);
    };

    test.each(['ASC', 'DESC'] as const)(
      '%s: paging forwards returns every user once, in order',
      async (direction) => {
        const visited: string[] = [];
        let after: string | null = null;
        do {
          const page: UserPage = await list({ first: 5, after, ...inOrder(field, direction) });
          expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
          visited.push(...names(page));
          after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        } while (after !== null);

        expect(visited).toEqual(expected(direction));
      },
    );

    test.each(['ASC', 'DESC'] as const)(
      '%s: paging backwards returns the same users in the same order',
      async (direction) => {
        const visited: string[] = [];
        let before: string | null = null;
        do {
          const page: UserPage = await list({ last: 5, before, ...inOrder(field, direction) });
          expect(page.pageInfo.hasNextPage).toBe(before !== null);
          visited.unshift(...names(page));
          before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
        } while (before !== null);

        expect(visited).toEqual(expected(direction));
      },
    );
  },
);

describe('a page of users', () => {
  test('contains at most 20 users, newest first, and counts only on request', async () => {
    const page = await list();

    expect(page.nodes).toEqual(users.toReversed().sort(newestFirst));
    expect(page.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges.at(-1)?.cursor,
    });
    expect(await page.countAll()).toBe(12);
    expect(await (await list({ first: 1, filter: { roles: ['ADMIN'] } })).countAll()).toBe(3);
  });

  test('between two cursors contains the users between them', async () => {
    const all = await list(inOrder('USERNAME', 'ASC'));
    const after = all.edges[2]?.cursor ?? '';
    const before = all.edges[6]?.cursor ?? '';

    const between = await list({ after, before, ...inOrder('USERNAME', 'ASC') });
    const last = await list({ last: 2, before, ...inOrder('USERNAME', 'ASC') });
    const alone = await list({ before, ...inOrder('USERNAME', 'ASC') });

    expect(names(between)).toEqual(names(all).slice(3, 6));
    expect(names(last)).toEqual(names(all).slice(4, 6));
    expect(names(alone)).toEqual(names(all).slice(0, 6));
  });

  test('continues at the right position after the user of the cursor was deleted', async () => {
    const all = await list(inOrder('CREATED_AT', 'ASC'));
    const { user } = await fixture.administration.createUser(
      { username: 'zz-leaver', email: 'zz-leaver@example.com' },
      cliActor,
    );
    const end = await list({ first: 13, ...inOrder('CREATED_AT', 'ASC') });
    const cursor = end.pageInfo.endCursor;
    await fixture.administration.deleteUser({ id: user.id, reason: 'left' }, cliActor);

    const page = await list({ last: 12, before: cursor, ...inOrder('CREATED_AT', 'ASC') });

    expect(names(page)).toEqual(names(all));
  });

  test('continues at the right position after the user of the cursor was renamed', async () => {
    const before = await list({ first: 6, ...inOrder('USERNAME', 'ASC') });
    const rest = await list({ after: before.pageInfo.endCursor, ...inOrder('USERNAME', 'ASC') });
    const [last] = before.nodes.slice(-1);
    if (last === undefined) throw new Error('no user found');
    const rename = (username: string): Promise<unknown> =>
      fixture.administration.updateUser({ id: last.id, username }, cliActor);

    await rename('aaaa-first');
    const page = await list({ after: before.pageInfo.endCursor, ...inOrder('USERNAME', 'ASC') });
    await rename(last.username);

    expect(names(page)).toEqual(names(rest));
  });

  test.each([
    [{ first: 0 }],
    [{ first: 101 }],
    [{ first: -1 }],
    [{ last: 0 }],
    [{ last: 1000 }],
    [{ first: 1, last: 1 }],
  ])('rejects the page size %p', async (input) => {
    await expect(list(input)).rejects.toMatchObject({ reason: 'BAD_USER_INPUT' });
  });

  test('rejects forged cursors and cursors of another filter or order with a clear message', async () => {
    const { pageInfo } = await list({ first: 2, filter: { search: 'a' } });
    const cursor = pageInfo.endCursor ?? '';
    const flipped = `${cursor.slice(0, -2)}${cursor.at(-2) === 'A' ? 'B' : 'A'}${cursor.at(-1)}`;

    await expect(list({ after: cursor, filter: { search: 'a' } })).resolves.toBeDefined();
    const refused = {
      reason: 'BAD_USER_INPUT',
      message: expect.stringContaining('Start again without a cursor'),
    };
    for (const input of [
      { after: cursor },
      { after: cursor, filter: { search: 'b' } },
      { after: cursor, filter: { search: 'a' }, ...inOrder('CREATED_AT', 'ASC') },
      { before: flipped, filter: { search: 'a' } },
      { after: `${cursor}=`, filter: { search: 'a' } },
      ...['', 'x', '!', 'MQ', `"';--`, 'A'.repeat(10_000)].map((after) => ({ after })),
    ]) {
      await expect(list(input)).rejects.toMatchObject(refused);
    }
  });
});

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

function newestFirst(one: User, other: User): number {
  return `${one.createdAt.toISOString()}${one.id}` < `${other.createdAt.toISOString()}${other.id}` ? 1 : -1;
}
