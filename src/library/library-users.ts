import DataLoader from 'dataloader';
import type { App } from '../app-types.js';
import type {
  CreatedUser,
  CreateUserInput,
  SetUserRoleInput,
  User,
  UserReference,
} from '../modules/users/index.js';
import { type ClientInfo, parseUserId, type UserId } from '../shared/index.js';

/** Reads users. A user is the value that a resolver returns for a field of the type `User`. */
export interface UserReader {
  /**
   * Returns the user with this id, deleted or not, or the user, not deleted, with this username or email
   * address; null when there is none. Look-ups by id are batched like those of `findMany`. Throws
   * BAD_USER_INPUT (a DomainError) unless exactly one member is given.
   */
  find(reference: UserReference): Promise<User | null>;
  /**
   * Returns the users with these ids, deleted or not, in the same order; null for an id that no user has. All
   * calls of one tick within one request cost one query, so a resolver may call it for each object of a list.
   */
  findMany(ids: readonly string[]): Promise<readonly (User | null)[]>;
}

/** Reads and changes users. The changes are made by the server itself and audited as such. */
export interface LibraryUsers extends UserReader {
  /**
   * Creates a user like the mutation `createUser`: active with a password, otherwise invited with a link that
   * is returned only once. Throws a DomainError like the mutation.
   */
  create(input: Omit<CreateUserInput, 'idempotencyKey'>): Promise<CreatedUser>;
  /** Assigns a role like the mutation `setUserRole`. Throws a DomainError like it, for example LAST_ADMIN. */
  setRole(input: SetUserRoleInput): Promise<User>;
}

/** Far below the number of parameters that a statement may have. */
const maxBatchSize = 5_000;

const server = { type: 'SYSTEM' } as const;

/**
 * Creates the users of the library, and those of the contexts of requests. Both share the batch of a request.
 */
export function createLibraryUsers(
  app: App,
  requireOpen: (member: string) => void,
): { readonly users: LibraryUsers; usersFor(client: ClientInfo): UserReader } {
  const { administration } = app.users;
  const loaderOf = createUserLoaders(app);
  const outsideOfRequests = {};

  function createReader(request: () => object): UserReader {
    const load = async (text: string): Promise<User | null> => {
      const id = parseUserId(text);
      return id === null ? null : loaderOf(request()).load(id);
    };
    return {
      find: async (reference) => {
        requireOpen('users.find');
        const { id, username = null, email = null } = reference;
        const isById = typeof id === 'string' && username === null && email === null;
        return isById ? load(id) : administration.find(reference);
      },
      findMany: async (ids) => {
        requireOpen('users.findMany');
        return Promise.all(ids.map(load));
      },
    };
  }

  const users: LibraryUsers = {
    ...createReader(() => app.origins.current() ?? outsideOfRequests),
    create: async (input) => {
      requireOpen('users.create');
      return administration.createUser(input, server);
    },
    setRole: async (input) => {
      requireOpen('users.setRole');
      return administration.setUserRole(input, server);
    },
  };
  return { users, usersFor: (client) => createReader(() => client) };
}

type UserLoader = DataLoader<UserId, User | null>;

/**
 * Returns the loader of a request: one batches per request, so that no request waits within the limits of
 * another one. Nothing is cached, because a mutation may change a user between two look-ups.
 */
function createUserLoaders({ users: { users }, database }: App): (request: object) => UserLoader {
  const loaders = new WeakMap<object, UserLoader>();
  const findAll = async (ids: readonly UserId[]): Promise<readonly (User | null)[]> => {
    const found = await users.findAll(database.transactions.reader, [...new Set(ids)]);
    const byId = new Map(found.map((user) => [user.id, user]));
    return ids.map((id) => byId.get(id) ?? null);
  };
  return (request) => {
    const loader = loaders.get(request) ?? new DataLoader(findAll, { cache: false, maxBatchSize });
    loaders.set(request, loader);
    return loader;
  };
}
