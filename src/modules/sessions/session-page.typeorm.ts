import type { SelectQueryBuilder } from 'typeorm';
import { countRows, entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { ListedSessions } from './session-filter.js';
import type { SessionLists, SessionOrderField, SessionPosition } from './session-page.js';
import { toSession } from './session-repository.typeorm.js';
import { type SessionRow, sessionsTable } from './sessions.table.js';

/**
 * Uses keyset pagination, never OFFSET. The order by creation is read from an index, the order by last use is
 * sorted: an index on it would have to be changed by every refresh.
 */
export const typeormSessionLists: SessionLists = {
  range: async (reader, { selection, order, after, before, fromEnd, limit }, now) => {
    const direction = (order.direction === 'ASC') === fromEnd ? 'DESC' : 'ASC';
    const query = selectSessions(reader, selection, now);
    const [afterSign, beforeSign] = order.direction === 'ASC' ? ['>', '<'] : ['<', '>'];
    if (after !== null) addBound(query, order.field, afterSign, after, 'after');
    if (before !== null) addBound(query, order.field, beforeSign, before, 'before');
    const rows = await query
      .orderBy(sortKeys[order.field], direction)
      .addOrderBy('sessions.id', direction)
      .limit(limit)
      .getMany();
    return rows.map(toSession).filter((session) => session !== null);
  },
  count: (reader, selection, now) => {
    const [rows, values] = selectSessions(reader, selection, now)
      .select('sessions.id')
      .getQueryAndParameters();
    return countRows(reader, `FROM (${rows}) AS sessions`, values);
  },
};

const sortKeys: Readonly<Record<SessionOrderField, string>> = {
  CREATED_AT: 'sessions.created_at',
  LAST_USED_AT: 'sessions.last_used_at',
};

/** Must match `isActive`. */
const activeSql = 'sessions.ended_at IS NULL AND sessions.expires_at > :now';

function selectSessions(
  reader: Reader,
  { userId, active, ipAddress, device }: ListedSessions,
  now: Date,
): SelectQueryBuilder<SessionRow> {
  const query = entityManager(reader).createQueryBuilder(sessionsTable, 'sessions');
  if (userId === 'nobody') query.andWhere('FALSE');
  else if (userId !== null) query.andWhere('sessions.user_id = :userId', { userId });
  if (active !== null) query.andWhere(active ? activeSql : `NOT (${activeSql})`, { now });
  if (ipAddress !== null) query.andWhere('sessions.ip_address = :ipAddress', { ipAddress });
  if (device !== null) {
    // strpos has no wildcards that would have to be escaped.
    const text = `lower(concat_ws(E'\n', sessions.device_name, sessions.user_agent))`;
    query.andWhere(`strpos(${text}, :device) > 0`, { device });
  }
  return query;
}

/** Adds a single row comparison, which an index on the same two columns can answer. */
function addBound(
  query: SelectQueryBuilder<SessionRow>,
  field: SessionOrderField,
  sign: string | undefined,
  [time, id]: SessionPosition,
  name: string,
): void {
  query.andWhere(`(${sortKeys[field]}, sessions.id) ${sign} (:${name}Time::timestamptz, :${name}Id::uuid)`, {
    [`${name}Time`]: time,
    [`${name}Id`]: id,
  });
}
