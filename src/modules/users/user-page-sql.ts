import { type Condition, conditionsOf } from './user-conditions.js';
import type { Position, UserOrderField } from './user-order.js';
import type { UserRange } from './user-page.js';
import type { UserBranch } from './user-selection.js';

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

/** Returns the sort keys of a range, from the end that it is read from. */
export function orderOf(range: UserRange): string {
  const direction = directionOf(range);
  return `${sortKeyOf(range)} ${direction}, users.id ${direction}`;
}

export function directionOf({ order, fromEnd }: UserRange): 'ASC' | 'DESC' {
  return (order.direction === 'ASC') !== fromEnd ? 'ASC' : 'DESC';
}

export function sortKeyOf({ order }: UserRange): string {
  return sortKeys[order.field].expression;
}

/** Returns the WHERE clause of a selection within the bounds of a range. */
export function whereOf(
  selection: UserBranch,
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

/** Returns a WHERE clause, with `:name` replaced by the number of its value, which is added to `values`. */
export function clauseOf(conditions: readonly Condition[], values: unknown[]): string {
  const parts = conditions.map(({ sql, parameters }) =>
    sql.replaceAll(/(?<!:):([a-zA-Z]+)/g, (_, name: string) => `$${values.push(parameters[name])}`),
  );
  return parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
}
