import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { UserRecord } from './user.js';
import { conditionsOf } from './user-conditions.js';
import type { Position, UserOrderField } from './user-order.js';
import type { UserLists } from './user-page.js';
import type { UserSelection } from './user-selection.js';
import { usersTable } from './users.table.js';

/** Uses keyset pagination on the index of the order, never OFFSET. */
export const typeormUserLists: UserLists = {
  range: (reader, range, now) => {
    const { selection, order, after, before, fromEnd, limit } = range;
    const ascending = (order.direction === 'ASC') !== fromEnd;
    const query = selectUsers(reader, selection, now);
    const [afterSign, beforeSign] = order.direction === 'ASC' ? ['>', '<'] : ['<', '>'];
    if (after !== null) addBound(query, order.field, afterSign, after, 'after');
    if (before !== null) addBound(query, order.field, beforeSign, before, 'before');
    const direction = ascending ? 'ASC' : 'DESC';
    return query
      .orderBy(sortKeys[order.field].expression, direction)
      .addOrderBy('users.id', direction)
      .limit(limit)
      .getMany();
  },
  count: (reader, selection, now) => selectUsers(reader, selection, now).getCount(),
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

function selectUsers(reader: Reader, selection: UserSelection, now: Date): SelectQueryBuilder<UserRecord> {
  const query = entityManager(reader).createQueryBuilder(usersTable, 'users');
  for (const { sql, parameters } of conditionsOf(selection, now)) query.andWhere(sql, parameters);
  return query;
}

/** Adds a single row comparison, which an index on the same two columns can answer. */
function addBound(
  query: SelectQueryBuilder<UserRecord>,
  field: UserOrderField,
  sign: string | undefined,
  [value, id]: Position,
  name: string,
): void {
  const { expression, cast } = sortKeys[field];
  const parameters: ObjectLiteral = { [`${name}Value`]: value ?? '-infinity', [`${name}Id`]: id };
  query.andWhere(`(${expression}, users.id) ${sign} (:${name}Value::${cast}, :${name}Id::uuid)`, parameters);
}
