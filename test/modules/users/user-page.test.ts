import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import type { UserPage } from '../../../src/modules/users/user-page.js';
import { inOrder, names, openUserListFixture, type UserListFixture } from './create-twelve-users.js';

let fixture: UserListFixture['fixture'];
let users: UserListFixture['users'];
let list: UserListFixture['list'];

beforeAll(async () => {
  ({ fixture, users, list } = await openUserListFixture());
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
    expect(page.pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges.at(-1)?.cursor,
    });
    expect(await page.countAll()).toEqual({ count: 12, isEstimate: false });
    expect((await (await list({ first: 1, filter: { roles: ['ADMIN'] } })).countAll()).count).toBe(3);
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

function newestFirst(one: User, other: User): number {
  return `${one.createdAt.toISOString()}${one.id}` < `${other.createdAt.toISOString()}${other.id}` ? 1 : -1;
}
