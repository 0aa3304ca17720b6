import { entityManager } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import { prefixPattern } from './user-conditions.js';
import type { UserSelection } from './user-selection.js';

/** With more hits, a walk through the users in their order soon finds a page of them. */
const fewHits = 2_000;

const columns = ['username_key', 'email_key', 'full_name_key'];

/**
 * Replaces a search with few hits by the ids of these users, from the indexes of the search: the planner
 * cannot know that a prefix is rare. A search with many hits remains a condition.
 */
export async function resolveSearch(reader: Reader, selection: UserSelection): Promise<UserSelection> {
  if (selection.searchKey === null) return selection;
  const hits = columns.map((column) => `(SELECT id FROM users WHERE ${column} LIKE $1 LIMIT ${fewHits + 1})`);
  const found = await entityManager(reader).query<{ readonly id: string }[]>(
    `SELECT id FROM (${hits.join(' UNION ')}) AS hits LIMIT ${fewHits + 1}`,
    [prefixPattern(selection.searchKey)],
  );
  if (found.length > fewHits) return selection;
  const ids = found.map(({ id }) => parseUserId(id)).filter((id) => id !== null);
  const { ids: wanted } = selection;
  return {
    ...selection,
    searchKey: null,
    ids: wanted === null ? ids : ids.filter((id) => wanted.includes(id)),
  };
}
