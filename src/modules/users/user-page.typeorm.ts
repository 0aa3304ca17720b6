import { countRows } from '../../platform/database/index.js';
import { selectUsers } from './select-users.typeorm.js';
import { type Condition, conditionsOf } from './user-conditions.js';
import type { Position, UserOrderField } from './user-order.js';
import type { UserLists, UserRange } from './user-page.js';
import { resolveSearch } from './user-search.typeorm.js';
import { branchesOf, type UserSelection } from './user-selection.js';

/** Uses keyset pagination on the index of the order, never OFFSET. */
export const typeormUserLists: UserLists = {
  range: async (reader, range, now) => {
    const selection = await resolveSearch(reader, range.selection);
    const values: unknown[] = [];
    const order = orderOf(range);
    const page = `ORDER BY ${order} LIMIT ${range.limit}`;
    const source = sourceOf(selection, page, (branch) => whereOf(branch, range, now, values));
    return selectUsers(reader, page, values, { columns: range.columns, source });
  },
  count: async (reader, selection, now) => {
    const resolved = await resolveSearch(reader, selection);
    const values: unknown[] = [];
    return countRows(reader, `FROM users ${clauseOf(conditionsOf(resolved, now), values)}`, values);
  },
};

/**
 * Returns a WITH clause that replaces the table by the users to be sorted. The planner would often walk
 * through all users in their order instead, looking for the few that a filter selects:
 * - few given users are read first, and sorted then;
 * - of each status and role, the first ones are read by an index that has exactly these users in this order.
 */
function sourceOf(selection: UserSelection, page: string, where: (branch: UserSelection) => string): string {
  if (selection.ids !== null) return `WITH users AS MATERIALIZED (SELECT * FROM users ${where(selection)}) `;
  const branches = branchesOf(selection).map((branch) => `(SELECT * FROM users ${where(branch)} ${page})`);
  return `WITH users AS (${branches.join(' UNION ALL ')}) `;
}

/** Must match the expressions of the indexes exactly, or the planner does not use them. */
const sortKeys: Readonly<Record<UserOrderField, { expression: string; cast: string }>> = {
  CREATED_AT: { expression: 'users.created_at', cast: 'timestamptz' },
  USERNAME: { expression: 'users.username_key COLLATE "C"', cast: 'text' },
  EMAIL: { expression: 'users.email_key COLLATE "C"', cast: 'text' },
  LAST_LOGIN_AT: {
    expression: `coalesce(users.last_login_at, '-infinity'::timestamptz)`,
    cast: 'timestamptz',
  },
};

function orderOf({ order, fromEnd }: UserRange): string {
  const direction = (order.direction === 'ASC') !== fromEnd ? 'ASC' : 'DESC';
  return `${sortKeys[order.field].expression} ${direction}, users.id ${direction}`;
}

function whereOf(
  selection: UserSelection,
  { order, after, before }: UserRange,
  now: Date,
  values: unknown[],
): string {
  const [afterSign, beforeSign] = order.direction === 'ASC' ? ['>', '<'] : ['<', '>'];
  const conditions = [
    ...conditionsOf(selection, now),
    ...(after === null ? [] : [boundOf(order.field, afterSign, after, 'after')]),
    ...(before === null ? [] : [boundOf(order.field, beforeSign, before, 'before')]),
  ];
  return clauseOf(conditions, values);
}

/** A single row comparison, which an index on the same two columns can answer. */
function boundOf(
  field: UserOrderField,
  sign: string | undefined,
  [value, id]: Position,
  name: string,
): Condition {
  const { expression, cast } = sortKeys[field];
  return {
    sql: `(${expression}, users.id) ${sign} (:${name}Value::${cast}, :${name}Id::uuid)`,
    parameters: { [`${name}Value`]: value ?? '-infinity', [`${name}Id`]: id },
  };
}

/** Returns the clause, with `:name` replaced by the number of its value, which is added to `values`. */
function clauseOf(conditions: readonly Condition[], values: unknown[]): string {
  const parts = conditions.map(({ sql, parameters }) =>
    sql.replaceAll(/(?<!:):([a-zA-Z]+)/g, (_, name: string) => `$${values.push(parameters[name])}`),
  );
  return parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
}
