import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import type { User } from '../../../src/modules/users/index.js';
import type { RequestContext } from '../../../src/transports/graphql/request-context.js';
import { as, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
let admin: User;
beforeAll(async () => {
  fixture = await createUsersFixture();
  admin = await fixture.user('ADMIN', 'admin');
});
afterAll(() => fixture.close());

/** The module's fields alone, without @auth: what stands between them and a stranger is tested with the library and the edge. */
const typeDefs = `
  enum Role { USER SUPPORT ADMIN }
  enum UserStatus { ACTIVE INVITED DISABLED DELETED }
  type User { id: ID! username: String! role: Role! status: UserStatus! permissions: [String!]! version: Int! }
  type UserConnection { nodes: [User!]! totalCount: Int! }
  type Payload { user: User link: String invitationLink: String }
  input Reasoned { id: ID! reason: String! role: Role }
  input Person { id: ID username: String email: String fullName: String }
  type Subscription { userChanged(id: ID): User! }
  type Query { me: User users(first: Int): UserConnection! user(id: ID, username: String, email: String): User }
  type Mutation {
    createUser(input: Person!): Payload updateUser(input: Person!): Payload updateProfile(input: Person!): Payload
    setUserRole(input: Reasoned!): Payload disableUser(input: Reasoned!): Payload enableUser(id: ID!): Payload unlockUser(id: ID!): Payload
    deleteUser(input: Reasoned!): Payload resetUserPassword(id: ID!): Payload
  }`;

async function ask(source: string, user: User | null = admin): Promise<Record<string, unknown>> {
  // The house's ResolverMap says less about its members than graphql-tools wants to know.
  const schema = makeExecutableSchema({ typeDefs, resolvers: fixture.resolvers as IResolvers });
  const actor = user === null ? null : as(user);
  const contextValue: RequestContext = {
    currentUser: actor?.type === 'USER' ? actor.user : null,
    authenticationFailure: null,
    requestId: 'test',
    client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'test' },
  };
  const { data, errors } = await graphql({ schema, source, contextValue });
  if (errors !== undefined) throw errors[0]?.originalError ?? errors[0];
  // A null prototype would make every comparison fail.
  return JSON.parse(JSON.stringify(data));
}

test('me is the caller, with the permissions of the role', async () => {
  const answer = await ask('{ me { id username permissions } }');

  const permissions = ['account:read', 'account:write', 'users:read', 'users:write', 'audit:read'];
  expect(answer).toEqual({ me: { id: admin.id, username: 'admin', permissions } });
});

test('users answers a page and its count', async () => {
  await fixture.user();

  expect(await ask('{ users(first: 1) { totalCount nodes { username } } }')).toEqual({
    users: { totalCount: 2, nodes: [{ username: 'user2' }] },
  });
});

test('every mutation answers the user as the change left them, and what is shown once', async () => {
  const { createUser } = (await ask(
    'mutation { createUser(input: { username: "new", email: "new@example.com" }) { user { id status } invitationLink } }',
  )) as { createUser: { user: { id: string; status: string }; invitationLink: string } };
  const { id } = createUser.user;
  const fields = '{ user { role status version } link }';

  const answer = await ask(`mutation {
    updateUser(input: { id: "${id}", fullName: "N" }) { user { version } }
    setUserRole(input: { id: "${id}", role: SUPPORT, reason: "r" }) ${fields}
    disableUser(input: { id: "${id}", reason: "r" }) ${fields}
    enableUser(id: "${id}") ${fields}
    unlockUser(id: "${id}") ${fields}
    resetUserPassword(id: "${id}") { link }
    deleteUser(input: { id: "${id}", reason: "r" }) ${fields}
    updateProfile(input: { fullName: "Root" }) { user { username version } }
  }`);

  expect(createUser).toMatchObject({
    user: { status: 'INVITED' },
    invitationLink: expect.stringContaining('#token='),
  });
  const user = (status: string, version: number) => ({
    user: { role: 'SUPPORT', status, version },
    link: null,
  });
  expect(answer).toEqual({
    updateUser: { user: { version: 2 } },
    setUserRole: user('INVITED', 3),
    disableUser: user('DISABLED', 4),
    enableUser: user('INVITED', 5),
    unlockUser: user('INVITED', 5),
    resetUserPassword: { link: expect.stringContaining('cordon_invite_') },
    deleteUser: user('DELETED', 6),
    updateProfile: { user: { username: 'admin', version: 2 } },
  });
});

test('a mutation without a current user is a fault of ours: nothing runs', async () => {
  const before = await fixture.count('users');

  const asking = ask(
    'mutation { createUser(input: { username: "x1", email: "x@example.com" }) { link } }',
    null,
  );

  await expect(asking).rejects.toThrow('without a current user');
  expect(await fixture.count('users')).toBe(before);
  expect(await ask('{ me { id } }', null)).toEqual({ me: null });
});
