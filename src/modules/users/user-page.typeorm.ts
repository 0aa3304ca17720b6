import { countRows } from '../../platform/database/index.js';
import { selectUsers } from './select-users.typeorm.js';
import { conditionsOf } from './user-conditions.js';
import type { UserLists } from './user-page.js';
import { clauseOf, orderOf, whereOf } from './user-page-sql.js';
import { areHitsFar, resolveSearch } from './user-search.typeorm.js';
import { branchesOf } from './user-selection.js';

/** Uses keyset pagination on the index of the order, never OFFSET. */
export const typeormUserLists: UserLists = {
  /**
   * Replaces the table by the users to be sorted. The planner would often walk through all users in their
   * order instead, looking for the few that a filter selects:
   * - few given users are read first, and sorted then;
   * - of each status and role, the first ones are read by an index that has just these users in this order;
   * - the hits of a search are read first when they are far away in this order. OFFSET 0 keeps the planner
   *   from walking.
   */
  range: async (reader, range, now) => {
    const selection = await resolveSearch(reader, range.selection);
    const values: unknown[] = [];
    const page = `ORDER BY ${orderOf(range)} LIMIT ${range.limit}`;
    const read = (source: string) => selectUsers(reader, page, values, { columns: range.columns, source });
    if (selection.ids !== null)
      return read(
        `WITH users AS MATERIALIZED (SELECT * FROM users ${whereOf(selection, range, now, values)}) `,
      );
    const branches: string[] = [];
    for (const branch of branchesOf(selection)) {
      const isFar = await areHitsFar(reader, branch, range, now);
      const selected = `SELECT * FROM users ${whereOf(branch, range, now, values)}`;
      branches.push(
        isFar ? `(SELECT * FROM (${selected} OFFSET 0) AS users ${page})` : `(${selected} ${page})`,
      );
    }
    return read(`WITH users AS (${branches.join(' UNION ALL ')}) `);
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
