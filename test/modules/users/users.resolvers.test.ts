import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import type { User } from '../../../src/modules/users/index.js';
import type { RequestContext } from '../../../src/transports/graphql/request-context.js';
import { actorFor, createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
let admin: User;
beforeAll(async () => {
  fixture = await createUsersFixture();
  admin = await fixture.createUser('ADMIN', 'admin');
});
afterAll(() => fixture.close());

/** The module's fields without @auth, which is tested in packages/auth-directive and test/contract. */
const typeDefs = `
  enum Role { USER SUPPORT ADMIN }
  enum UserStatus { ACTIVE INVITED DISABLED DELETED }
  type User { id: ID! username: String! role: Role! status: UserStatus! permissions: [String!]! version: Int! }
  type UserConnection { nodes: [User!]! totalCount: Int! totalCountIsEstimate: Boolean! }
  type Session { user: User! }
  type Payload { user: User link: String invitationLink: String }
  input ReasonInput { id: ID! reason: String! role: Role }
  input UserInput { id: ID username: String email: String fullName: String }
  type Subscription { userChanged(id: ID): User! }
  type Query { me: User users(first: Int): UserConnection! user(id: ID, username: String, email: String): User }
  type Mutation {
    createUser(input: UserInput!): Payload updateUser(input: UserInput!): Payload updateProfile(input: UserInput!): Payload
    setUserRole(input: ReasonInput!): Payload disableUser(input: ReasonInput!): Payload enableUser(id: ID!): Payload unlockUser(id: ID!): Payload
    deleteUser(input: ReasonInput!): Payload resetUserPassword(id: ID!): Payload
  }`;

async function execute(source: string, user: User | null = admin): Promise<Record<string, unknown>> {
  // ResolverMap is less specific than the type that graphql-tools requires.
  const schema = makeExecutableSchema({ typeDefs, resolvers: fixture.resolvers as IResolvers });
  const actor = user === null ? null : actorFor(user);
  const contextValue: RequestContext = {
    currentUser: actor?.type === 'USER' ? actor.user : null,
    authenticationFailure: null,
    requestId: 'test',
    client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'test' },
  };
  const { data, errors } = await graphql({ schema, source, contextValue });
  if (errors !== undefined) throw errors[0]?.originalError ?? errors[0];
  // graphql returns objects with a null prototype, which toEqual rejects.
  return JSON.parse(JSON.stringify(data));
}

test('me returns the caller with the permissions of the role', async () => {
  const data = await execute('{ me { id username permissions } }');

  const permissions = ['account:read', 'account:write', 'users:read', 'users:write', 'audit:read'];
  expect(data).toEqual({ me: { id: admin.id, username: 'admin', permissions } });
});

test('users returns a page and its total count', async () => {
  await fixture.createUser();

  expect(await execute('{ users(first: 1) { totalCount nodes { username } } }')).toEqual({
    users: { totalCount: 2, nodes: [{ username: 'user2' }] },
  });
});

test('every mutation returns the changed user and the one-time link', async () => {
  const { createUser } = (await execute(
    'mutation { createUser(input: { username: "new", email: "new@example.com" }) { user { id status } invitationLink } }',
  )) as { createUser: { user: { id: string; status: string }; invitationLink: string } };
  const { id } = createUser.user;
  const fields = '{ user { role status version } link }';

  const data = await execute(`mutation {
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
  expect(data).toEqual({
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

test('a mutation without a current user fails with an internal error and writes nothing', async () => {
  const before = await fixture.count('users');

  const execution = execute(
    'mutation { createUser(input: { username: "x1", email: "x@example.com" }) { link } }',
    null,
  );

  await expect(execution).rejects.toThrow('without a current user');
  expect(await fixture.count('users')).toBe(before);
  expect(await execute('{ me { id } }', null)).toEqual({ me: null });
});
