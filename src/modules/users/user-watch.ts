import { badUserInput, type ChangeNotifications, parseUserId, type Reader } from '../../shared/index.js';
import { watchChangedUserIds } from './changed-user-ids.js';
import type { User } from './user.js';
import type { Users } from './users.js';
import { changesMissed } from './users-errors.js';

export interface UserWatch {
  /**
   * Yields a user, or all users when the id is null, after each change, in their state at that time. A login
   * is not a change.
   * Throws BAD_USER_INPUT for an invalid id. Fails with SERVICE_UNAVAILABLE when change notifications may
   * have been missed.
   */
  watch(id: string | null): AsyncIterableIterator<User, undefined>;
}

export function createUserWatch(dependencies: {
  readonly users: Users;
  readonly reader: Reader;
  readonly changeNotifications: ChangeNotifications;
}): UserWatch {
  const { users, reader, changeNotifications } = dependencies;
  return {
    watch: (id) => {
      const wanted = id === null ? null : parseUserId(id);
      if (id !== null && wanted === null) throw badUserInput('The id is not a valid user id.', ['id']);
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

/** An async generator could not be ended while it waits for a change. */
function readChangedUsers(
  ids: AsyncIterableIterator<string, undefined>,
  find: (id: string) => Promise<User | null>,
): AsyncIterableIterator<User, undefined> {
  return {
    next: async () => {
      for (;;) {
        const { value: id } = await ids.next();
        if (id === undefined) return { value: undefined, done: true };
        // A user who no longer has a row is skipped.
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
