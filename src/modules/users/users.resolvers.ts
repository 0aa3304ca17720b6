import DataLoader from 'dataloader';
import type { Clock, Reader, UserId } from '../../shared/index.js';
import type { Resolvers } from '../../transports/graphql/generated/resolvers.js';
import { actorOf, type Roles } from '../access/index.js';
import type { Administration } from './administration.js';
import { createOwnUserOf } from './own-user.resolvers.js';
import { createSelectedColumns } from './selected-columns.resolvers.js';
import type { User } from './user.js';
import type { UserWatch } from './user-watch.js';
import type { Users } from './users.js';

export interface UsersResolverDependencies {
  readonly roles: Roles;
  readonly users: Users;
  readonly administration: Administration;
  readonly watch: UserWatch;
  readonly reader: Reader;
  readonly clock: Clock;
}

export function createUsersResolvers(dependencies: UsersResolverDependencies): Resolvers {
  const { roles, users, administration, watch, reader, clock } = dependencies;
  const ownUserOf = createOwnUserOf();
  const columnsOfPage = createSelectedColumns();
  const ownerOf = batchedByRequest(users, reader);
  return {
    Query: {
      me: (_, __, context, info) => {
        const { currentUser } = context;
        if (currentUser === null) return null;
        return ownUserOf(context, info, clock.now()) ?? users.find(reader, currentUser.id);
      },
      users: (_, list, __, info) => administration.list({ ...list, columns: columnsOfPage(info) }),
      user: (_, reference) => administration.find(reference),
    },
    User: {
      role: ({ role }) => roles.expressible(role),
      permissions: ({ role }) => roles.scopesOf(role),
    },
    Session: { user: ({ userId }, _, context) => ownerOf(context, userId) },
    UserConnection: {
      totalCount: async (page) => (await page.countAll()).count,
      totalCountIsEstimate: async (page) => (await page.countAll()).isEstimate,
    },
    Subscription: {
      userChanged: {
        subscribe: (_, { id }) => watch.watch(id ?? null),
        resolve: (user: User) => user,
      },
    },
    Mutation: {
      updateProfile: async (_, { input }, context) => ({
        user: await administration.updateProfile(input, actorOf(context)),
      }),
      createUser: (_, { input }, context) => administration.createUser(input, actorOf(context)),
      updateUser: async (_, { input }, context) => ({
        user: await administration.updateUser(input, actorOf(context)),
      }),
      setUserRole: async (_, { input }, context) => ({
        user: await administration.setUserRole(input, actorOf(context)),
      }),
      disableUser: async (_, { input }, context) => ({
        user: await administration.disableUser(input, actorOf(context)),
      }),
      enableUser: async (_, { id }, context) => ({
        user: await administration.enableUser(id, actorOf(context)),
      }),
      unlockUser: async (_, { id }, context) => ({
        user: await administration.unlockUser(id, actorOf(context)),
      }),
      deleteUser: async (_, { input }, context) => ({
        user: await administration.deleteUser(input, actorOf(context)),
      }),
      resetUserPassword: (_, { id, sendMail }, context) =>
        administration.resetUserPassword(id, actorOf(context), { sendMail: sendMail ?? false }),
    },
  };
}

/** Loads the users of a page of sessions with one statement. Without a cache: a mutation may change them. */
function batchedByRequest(users: Users, reader: Reader) {
  const loaders = new WeakMap<object, DataLoader<UserId, User | null>>();
  const load = async (ids: readonly UserId[]): Promise<readonly (User | null)[]> => {
    const found = new Map((await users.findAll(reader, [...new Set(ids)])).map((user) => [user.id, user]));
    return ids.map((id) => found.get(id) ?? null);
  };
  return (context: object, id: UserId): Promise<User | null> => {
    const loader = loaders.get(context) ?? new DataLoader(load, { cache: false });
    loaders.set(context, loader);
    return loader.load(id);
  };
}
