import { type ChangeNotifications, DomainError, parseUserId, type Reader } from '../../shared/index.js';
import { changesMissed, watchChangedUserIds } from './changed-user-ids.js';
import type { User } from './user.js';
import type { Users } from './users.js';

/** Users as they change. */
export interface UserWatch {
  /**
   * A user, or with null everybody, each time something about them has changed: as they are then. A login is no change. Refuses an id that is
   * none with BAD_USER_INPUT; begins, and goes on, only while no change can be changesMissed: SERVICE_UNAVAILABLE otherwise.
   */
  watch(id: string | null): AsyncIterableIterator<User, undefined>;
}

/** Makes the service. */
export function createUserWatch(dependencies: {
  readonly users: Users;
  readonly reader: Reader;
  readonly changeNotifications: ChangeNotifications;
}): UserWatch {
  const { users, reader, changeNotifications } = dependencies;
  return {
    watch: (id) => {
      const wanted = id === null ? null : parseUserId(id);
      if (id !== null && wanted === null) throw notAnId();
      if (!changeNotifications.isLive()) throw changesMissed();
      const ids = watchChangedUserIds(
        changeNotifications,
        (changed) => wanted === null || changed === wanted,
      );
      return readChangedUsers(ids, async (changed) => {
        const userId = parseUserId(changed);
        return userId === null ? null : users.find(reader, userId);
      });
    },
  };
}

/** Written out rather than as a generator, which could not be ended while it waits for a change. */
function readChangedUsers(
  ids: AsyncIterableIterator<string, undefined>,
  find: (id: string) => Promise<User | null>,
): AsyncIterableIterator<User, undefined> {
  return {
    next: async () => {
      for (;;) {
        const { value: id } = await ids.next();
        if (id === undefined) return { value: undefined, done: true };
        // Whoever was removed altogether can be told of no more.
        const user = await find(id);
        if (user !== null) return { value: user, done: false };
      }
    },
    return: async () => {
      await ids.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function notAnId(): DomainError {
  return new DomainError({
    reason: 'BAD_USER_INPUT',
    message: 'This is not the id of a user.',
    field: ['id'],
  });
}
