import { entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { UserRecord } from './user.js';
import { type Condition, conditionsOf } from './user-conditions.js';
import type { Position, UserOrderField } from './user-order.js';
import type { UserLists } from './user-page.js';
import { usersTable } from './users.table.js';

/**
 * Uses keyset pagination on the index of the order, never OFFSET. The statements are plain SQL: building a
 * query and hydrating entities took a third of the time of a list.
 */
export const typeormUserLists: UserLists = {
  range: (reader, range, now) => {
    const { selection, order, after, before, fromEnd, limit } = range;
    const ascending = (order.direction === 'ASC') !== fromEnd;
    const [afterSign, beforeSign] = order.direction === 'ASC' ? ['>', '<'] : ['<', '>'];
    const conditions = [
      ...conditionsOf(selection, now),
      ...(after === null ? [] : [boundOf(order.field, afterSign, after, 'after')]),
      ...(before === null ? [] : [boundOf(order.field, beforeSign, before, 'before')]),
    ];
    const direction = ascending ? 'ASC' : 'DESC';
    const { sql, values } = whereOf(conditions);
    const orderSql = `${sortKeys[order.field].expression} ${direction}, users.id ${direction}`;
    return entityManager(reader).query<UserRecord[]>(
      `SELECT ${columnsOf(reader)} FROM users ${sql} ORDER BY ${orderSql} LIMIT ${limit}`,
      values,
    );
  },
  count: async (reader, selection, now) => {
    const { sql, values } = whereOf(conditionsOf(selection, now));
    const [row] = await entityManager(reader).query<{ readonly count: number }[]>(
      `SELECT count(*)::integer AS count FROM users ${sql}`,
      values,
    );
    return row?.count ?? 0;
  },
};

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

/** The columns under the names of the record. */
function columnsOf(reader: Reader): string {
  const { columns } = entityManager(reader).dataSource.getMetadata(usersTable);
  return columns
    .map(({ propertyName, databaseName }) => `users.${databaseName} AS "${propertyName}"`)
    .join(', ');
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

/** Returns the clause, with `:name` replaced by the number of its value. */
function whereOf(conditions: readonly Condition[]): { readonly sql: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const parts = conditions.map(({ sql, parameters }) =>
    sql.replaceAll(/(?<!:):([a-zA-Z]+)/g, (_, name: string) => `$${values.push(parameters[name])}`),
  );
  return { sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}
