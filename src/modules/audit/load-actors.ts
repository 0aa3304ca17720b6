import type { UserId } from '../../shared/index.js';
import type { AuditEvent } from './audit-event.js';
import type { ListedEvent } from './audit-reader.js';

/** Finds users by their ids, those who were deleted too; whoever was never there is left out. */
export type FindUsers<LoadedUser> = (ids: readonly UserId[]) => Promise<readonly LoadedUser[]>;

/** The user that an event names; null for nobody. */
export type LoadActor<LoadedUser> = (event: ListedEvent, id: UserId | '') => Promise<LoadedUser | null>;

/** Everybody whom a page names is asked for at once, when the first of them is. */
export function createActorLoader<LoadedUser extends { readonly id: UserId }>(
  find: FindUsers<LoadedUser>,
): LoadActor<LoadedUser> {
  const pages = new WeakMap<readonly AuditEvent[], Promise<ReadonlyMap<UserId, LoadedUser>>>();

  async function loadUsersOfPage(page: readonly AuditEvent[]): Promise<ReadonlyMap<UserId, LoadedUser>> {
    const named = page.flatMap(({ actorId, subjectId }) => [actorId, subjectId]);
    const ids = new Set(named.filter((id) => id !== null));
    return new Map((await find([...ids])).map((user) => [user.id, user]));
  }

  return async ({ page }, id) => {
    if (id === '') return null;
    const asked = pages.get(page) ?? loadUsersOfPage(page);
    pages.set(page, asked);
    return (await asked).get(id) ?? null;
  };
}
