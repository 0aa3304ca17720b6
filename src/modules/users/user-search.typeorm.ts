import { entityManager, estimateRows } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import { selectUsers } from './select-users.typeorm.js';
import type { UserRecord } from './user.js';
import { conditionsOf, prefixPattern, searchCondition } from './user-conditions.js';
import type { UserRange } from './user-page.js';
import { clauseOf, directionOf, orderOf, sortKeyOf, whereOf } from './user-page-sql.js';
import type { UserSelection } from './user-selection.js';

/** With more hits, a walk through the users in their order usually finds a page of them soon. */
const fewHits = 2_000;

const columns = ['username_key', 'email_key', 'full_name_key'];

/**
 * Replaces a search with few hits by the ids of these users, from the indexes of the search: the planner
 * cannot know that a prefix is rare. A search with many hits remains a condition. A user counts once for each
 * column that matches.
 */
export async function resolveSearch(reader: Reader, selection: UserSelection): Promise<UserSelection> {
  if (selection.searchKey === null) return selection;
  // In the order of the index, because for many hits the planner would first collect all of them.
  const hits = columns.map(
    (column) =>
      `(SELECT id FROM users WHERE ${column} LIKE $1 ORDER BY ${column} USING ~<~ LIMIT ${fewHits + 1})`,
  );
  // No ids of many hits, which are not used.
  const [found] = await entityManager(reader).query<{ readonly ids: string | null }[]>(
    `SELECT CASE WHEN count(*) <= ${fewHits} THEN coalesce(string_agg(id::text, ' '), '') END AS ids
     FROM (${hits.join(' UNION ALL ')} LIMIT ${fewHits + 1}) AS hits`,
    [prefixPattern(selection.searchKey)],
  );
  if (found === undefined || found.ids === null) return selection;
  const ids = [...new Set(found.ids.split(' '))].map(parseUserId).filter((id) => id !== null);
  const { ids: wanted } = selection;
  return {
    ...selection,
    searchKey: null,
    ids: wanted === null ? ids : ids.filter((id) => wanted.includes(id)),
  };
}

/** The users that a walk may pass until it has found a page of hits. */
const walkLimit = 10_000;

/**
 * Walks through the users in their order, and returns the first page of hits. Returns null when it has passed
 * many users, or all, before the page was full.
 */
export async function walkToHits(
  reader: Reader,
  selection: UserSelection,
  range: UserRange,
  now: Date,
): Promise<readonly UserRecord[] | null> {
  const values: unknown[] = [];
  const where = whereOf({ ...selection, searchKey: null }, range, now, values);
  const search = clauseOf(
    [searchCondition(selection.searchKey)].filter((one) => one !== null),
    values,
  );
  const direction = directionOf(range);
  const page = `ORDER BY ${orderOf(range)} LIMIT ${range.limit}`;
  // The key has a name, by which the planner knows that the hits are found in their order.
  const source = `WITH users AS (
    SELECT * FROM (
      SELECT *, ${sortKeyOf(range)} AS sort_key FROM users ${where} ORDER BY ${orderOf(range)} LIMIT ${walkLimit}
    ) AS users ${search} ORDER BY users.sort_key ${direction}, users.id ${direction} LIMIT ${range.limit}
  ) `;
  const found = await selectUsers(reader, page, values, { columns: range.columns, source });
  return found.length < range.limit ? null : found;
}

/**
 * Returns whether there are fewer hits than users that a walk would pass, by estimates: only the way in which
 * the page is read depends on it. A hit takes about twice as long to read as a user to pass.
 */
export async function areHitsFewer(
  reader: Reader,
  selection: UserSelection,
  range: UserRange,
  now: Date,
): Promise<boolean> {
  const values: unknown[] = [];
  // Without the bounds of the page, which the indexes of the search do not have.
  const hits = `FROM users ${clauseOf(conditionsOf(selection, now), values)}`;
  const rest: unknown[] = [];
  const passed = `FROM users ${whereOf({ ...selection, searchKey: null }, range, now, rest)}`;
  return 2 * (await estimateRows(reader, hits, values)) < (await estimateRows(reader, passed, rest));
}
