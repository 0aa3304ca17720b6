import { cliActor, type Role } from '../../../src/modules/access/index.js';
import type { User } from '../../../src/modules/users/index.js';
import type { ListUsersInput, UserPage } from '../../../src/modules/users/user-page.js';
import { createUsersFixture, type UsersFixture } from './users-fixture.js';

/**
 * Creates twelve users: pairs share a creation time, a third has never logged in, and email addresses sort in
 * the opposite order of usernames.
 */
export async function createTwelveUsers(fixture: UsersFixture): Promise<readonly User[]> {
  const users: User[] = [];
  const roles: readonly Role[] = ['USER', 'USER', 'SUPPORT', 'ADMIN'];
  for (let index = 0; index < 12; index += 1) {
    const letter = 'abcdefghijkl'[index] ?? '';
    const opposite = 'abcdefghijkl'[11 - index] ?? '';
    const input = {
      username: `${index % 2 === 0 ? letter.toUpperCase() : letter}-name`,
      email: `${opposite}@example.com`,
      fullName: index === 4 ? '100% Real_Person' : `Full ${letter}`,
      role: roles[index % 4] ?? 'USER',
      emailVerified: index < 3,
    };
    const { user } = await fixture.administration.createUser(input, cliActor);
    if (index % 2 === 1) fixture.advanceClock(60);
    users.push(user);
  }
  for (const [index, user] of users.entries()) {
    if (index % 3 === 0) continue;
    if (index % 2 === 0) fixture.advanceClock(3600);
    await fixture.test.database.transactions.run(async (transaction) =>
      fixture.users.markLoggedIn(transaction, user),
    );
  }
  return Promise.all(users.map((user) => fixture.reload(user)));
}

/** A list of twelve users. */
export interface UserListFixture {
  readonly fixture: UsersFixture;
  readonly users: readonly User[];
  readonly list: (input?: ListUsersInput) => Promise<UserPage>;
}

export async function openUserListFixture(): Promise<UserListFixture> {
  const fixture = await createUsersFixture();
  const users = await createTwelveUsers(fixture);
  return { fixture, users, list: (input = {}) => fixture.administration.list(input) };
}

export function names(page: UserPage): readonly string[] {
  return page.nodes.map((user) => user.username);
}

export function inOrder(
  field: 'CREATED_AT' | 'USERNAME' | 'EMAIL' | 'LAST_LOGIN_AT',
  direction: 'ASC' | 'DESC',
): Pick<ListUsersInput, 'orderBy'> {
  return { orderBy: { field, direction } };
}
