import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { UserRecord } from './user.js';
import { conditionsOf } from './user-conditions.js';
import type { Position, UserOrderField } from './user-order.js';
import type { UserLists } from './user-page.js';
import type { UserSelection } from './user-selection.js';
import { usersTable } from './users.table.js';

/** Lists of users in Postgres: a keyset on the index of the order, never an OFFSET. */
export const typeormUserLists: UserLists = {
  range: (reader, range, now) => {
    const { selection, order, after, before, fromEnd, limit } = range;
    const ascending = (order.direction === 'ASC') !== fromEnd;
    const query = selected(reader, selection, now);
    const [afterSign, beforeSign] = order.direction === 'ASC' ? ['>', '<'] : ['<', '>'];
    if (after !== null) bound(query, order.field, afterSign, after, 'after');
    if (before !== null) bound(query, order.field, beforeSign, before, 'before');
    const direction = ascending ? 'ASC' : 'DESC';
    return query
      .orderBy(ordered[order.field].expression, direction)
      .addOrderBy('users.id', direction)
      .limit(limit)
      .getMany();
  },
  count: (reader, selection, now) => selected(reader, selection, now).getCount(),
};

/** The expressions of the indexes, word for word, or the planner would not recognise them. */
const ordered: Readonly<Record<UserOrderField, { expression: string; cast: string }>> = {
  CREATED_AT: { expression: 'users.created_at', cast: 'timestamptz' },
  USERNAME: { expression: 'users.username_key COLLATE "C"', cast: 'text' },
  EMAIL: { expression: 'users.email_key COLLATE "C"', cast: 'text' },
  LAST_LOGIN_AT: {
    expression: `coalesce(users.last_login_at, '-infinity'::timestamptz)`,
    cast: 'timestamptz',
  },
};

function selected(reader: Reader, selection: UserSelection, now: Date): SelectQueryBuilder<UserRecord> {
  const query = entityManager(reader).createQueryBuilder(usersTable, 'users');
  for (const { sql, parameters } of conditionsOf(selection, now)) query.andWhere(sql, parameters);
  return query;
}

/** One comparison of rows, which an index on the same two columns answers by itself. */
function bound(
  query: SelectQueryBuilder<UserRecord>,
  field: UserOrderField,
  sign: string | undefined,
  [value, id]: Position,
  name: string,
): void {
  const { expression, cast } = ordered[field];
  const parameters: ObjectLiteral = { [`${name}Value`]: value ?? '-infinity', [`${name}Id`]: id };
  query.andWhere(`(${expression}, users.id) ${sign} (:${name}Value::${cast}, :${name}Id::uuid)`, parameters);
}
