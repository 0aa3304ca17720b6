import type { UserId } from '../../shared/index.js';
import type { AuditEvent } from './audit-event.js';
import type { ListedEvent } from './audit-reader.js';

/** Finds users by their ids, deleted users included. Unknown ids are omitted. */
export type FindUsers<LoadedUser> = (ids: readonly UserId[]) => Promise<readonly LoadedUser[]>;

/** Loads the user that an event names; null for an empty id. */
export type LoadActor<LoadedUser> = (event: ListedEvent, id: UserId | '') => Promise<LoadedUser | null>;

/** Loads all users of a page with the first one. */
export function createActorLoader<LoadedUser extends { readonly id: UserId }>(
  find: FindUsers<LoadedUser>,
): LoadActor<LoadedUser> {
  const pages = new WeakMap<readonly AuditEvent[], Promise<ReadonlyMap<UserId, LoadedUser>>>();

  async function loadUsersOfPage(page: readonly AuditEvent[]): Promise<ReadonlyMap<UserId, LoadedUser>> {
    const ids = new Set(
      page.flatMap(({ actorId, subjectId }) => [actorId, subjectId]).filter((id) => id !== null),
    );
    return new Map((await find([...ids])).map((user) => [user.id, user]));
  }

  return async ({ page }, id) => {
    if (id === '') return null;
    const users = pages.get(page) ?? loadUsersOfPage(page);
    pages.set(page, users);
    return (await users).get(id) ?? null;
  };
}
