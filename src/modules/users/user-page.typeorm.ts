import { countRows } from '../../platform/database/index.js';
import { selectUsers } from './select-users.typeorm.js';
import { conditionsOf } from './user-conditions.js';
import type { UserLists } from './user-page.js';
import { clauseOf, orderOf, whereOf } from './user-page-sql.js';
import { areHitsFewer, resolveSearch, walkToHits } from './user-search.typeorm.js';
import { branchesOf, type UserBranch } from './user-selection.js';

/** Uses keyset pagination on the index of the order, never OFFSET. */
export const typeormUserLists: UserLists = {
  /**
   * Replaces the table by the users to be sorted. The planner would often walk through all users in their
   * order instead, looking for the few that a filter selects:
   * - few given users are read first, and sorted then;
   * - of each status and role, the first ones are read by an index that has just these users in this order;
   * - of a search, those that a bounded walk has found, or else the first of all hits when these are fewer.
   *   OFFSET 0 keeps the planner from walking.
   */
  range: async (reader, range, now) => {
    const selection = await resolveSearch(reader, range.selection);
    const values: unknown[] = [];
    const page = `ORDER BY ${orderOf(range)} LIMIT ${range.limit}`;
    const read = (source: string) => selectUsers(reader, page, values, { columns: range.columns, source });
    const select = (wanted: UserBranch) => `SELECT * FROM users ${whereOf(wanted, range, now, values)}`;
    if (selection.ids !== null) return read(`WITH users AS MATERIALIZED (${select(selection)}) `);
    const branches = branchesOf(selection);
    const sources: string[] = [];
    for (const branch of branches) {
      const isSearch = branch.searchKey !== null;
      const hits = isSearch ? await walkToHits(reader, branch, range, now) : null;
      if (hits !== null && branches.length === 1) return hits;
      if (hits !== null) sources.push(select({ ...branch, ids: hits.map(({ id }) => id) }));
      else if (isSearch && (await areHitsFewer(reader, branch, range, now))) {
        const first = `SELECT id FROM (${select(branch)} OFFSET 0) AS users ${page}`;
        sources.push(`SELECT * FROM users WHERE id = ANY(ARRAY(${first}))`);
      } else sources.push(`(${select(branch)} ${page})`);
    }
    return read(`WITH users AS (${sources.join(' UNION ALL ')}) `);
  },
  /** Counts one status and role at a time, because an index has just these users. */
  count: async (reader, selection, now) => {
    const values: unknown[] = [];
    const branches = branchesOf(await resolveSearch(reader, selection)).map(
      (branch) => `SELECT FROM users ${clauseOf(conditionsOf(branch, now), values)}`,
    );
    return countRows(reader, `FROM (${branches.join(' UNION ALL ')}) AS users`, values);
  },
};
