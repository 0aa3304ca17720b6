import type { UserId } from '../../shared/index.js';
import type { AuditEvent } from './audit-event.js';
import type { ListedEvent } from './audit-reader.js';

/** Finds people by their ids, those who were deleted too; whoever was never there is left out. */
export type FindPeople<Person> = (ids: readonly UserId[]) => Promise<readonly Person[]>;

/** The person that an event names; null for nobody. */
export type PersonOfEvent<Person> = (event: ListedEvent, id: UserId | '') => Promise<Person | null>;

/** Everybody whom a page names is asked for at once, when the first of them is. */
export function createPeopleOfPages<Person extends { readonly id: UserId }>(
  find: FindPeople<Person>,
): PersonOfEvent<Person> {
  const pages = new WeakMap<readonly AuditEvent[], Promise<ReadonlyMap<UserId, Person>>>();

  async function peopleOf(page: readonly AuditEvent[]): Promise<ReadonlyMap<UserId, Person>> {
    const named = page.flatMap(({ actorId, subjectId }) => [actorId, subjectId]);
    const ids = new Set(named.filter((id) => id !== null));
    return new Map((await find([...ids])).map((person) => [person.id, person]));
  }

  return async ({ page }, id) => {
    if (id === '') return null;
    const asked = pages.get(page) ?? peopleOf(page);
    pages.set(page, asked);
    return (await asked).get(id) ?? null;
  };
}
