import { entityManager, estimateRows } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import { conditionsOf, prefixPattern, searchCondition } from './user-conditions.js';
import type { UserRange } from './user-page.js';
import { clauseOf, orderOf, whereOf } from './user-page-sql.js';
import type { UserSelection } from './user-selection.js';

/** With more hits, a walk through the users in their order usually finds a page of them soon. */
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

/** The users that a walk may pass until it has found a page of hits. */
const walkLimit = 10_000;

/**
 * Returns true when a walk through the users in their order passes many of them before it has found a page of
 * hits, while there are fewer hits than users it may pass. Only the way in which the page is read depends on
 * it, so estimates are good enough. A hit takes about twice as long to read as a user to pass.
 */
export async function areHitsFar(
  reader: Reader,
  selection: UserSelection,
  range: UserRange,
  now: Date,
): Promise<boolean> {
  if (selection.searchKey === null) return false;
  const walked = { ...selection, searchKey: null };
  const values: unknown[] = [];
  const where = whereOf(walked, range, now, values);
  const search = clauseOf(
    [searchCondition(selection.searchKey)].filter((one) => one !== null),
    values,
  );
  const [walk] = await entityManager(reader).query<{ readonly isLong: boolean }[]>(
    `SELECT (SELECT count(*) FROM (
         SELECT FROM (SELECT * FROM users ${where} ORDER BY ${orderOf(range)} LIMIT ${walkLimit}) AS users
         ${search} LIMIT ${range.limit}) AS hits) < ${range.limit}
       AND (SELECT count(*) FROM (SELECT FROM users ${where} LIMIT ${walkLimit + 1}) AS passed) > ${walkLimit}
       AS "isLong"`,
    values,
  );
  if (walk?.isLong !== true) return false;
  const hitValues: unknown[] = [];
  // Without the bounds of the page, which the indexes of the search do not have.
  const hits = `FROM users ${clauseOf(conditionsOf(selection, now), hitValues)}`;
  const rest: unknown[] = [];
  const passed = `FROM users ${whereOf(walked, range, now, rest)}`;
  return 2 * (await estimateRows(reader, hits, hitValues)) < (await estimateRows(reader, passed, rest));
}
