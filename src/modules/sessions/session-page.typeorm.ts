import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { countRows, entityManager, estimateRows } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { Session } from './session.js';
import { containing, deviceSql, findDevices } from './session-device.typeorm.js';
import type { ListedSessions } from './session-filter.js';
import type { SessionLists, SessionOrderField, SessionPosition, SessionRange } from './session-page.js';
import { toSession } from './session-repository.typeorm.js';
import { type SessionRow, sessionsTable } from './sessions.table.js';

/**
 * Uses keyset pagination, never OFFSET. The order by creation is read from an index, the order by last use is
 * sorted: an index on it would have to be changed by every refresh.
 */
export const typeormSessionLists: SessionLists = {
  range: async (reader, range, now) => {
    const { device } = range.selection;
    const wanted = () => selectBetween(reader, range, now);
    if (device === null) return read(inOrder(wanted(), range));
    if ((await estimate(reader, wanted())) < fewSessions)
      return read(inOrder(withDevice(wanted(), device, null), range));
    // A frequent device has a page of sessions soon. Only an order with an index can be walked.
    const isWalked = range.order.field === 'CREATED_AT';
    const first = isWalked ? await walk(wanted, range, device) : [];
    if (first.length === range.limit) return first;
    const devices = await findDevices(reader, device);
    const hits = () => withDevice(wanted(), device, devices);
    // The planner would often walk further, because it expects more hits. OFFSET 0 keeps it from that.
    if (isWalked && devices !== null && (await estimate(reader, hits())) < fewHits)
      return readFirst(wanted(), range, `(${withKeys(hits()).getQuery()} OFFSET 0) AS sessions`, { devices });
    return read(inOrder(hits(), range));
  },
  count: async (reader, selection, now) => {
    const { device } = selection;
    const wanted = () => selectSessions(reader, selection, now);
    if (device === null) return countRows(reader, ...sourceOf(wanted()));
    const isShort = (await estimate(reader, wanted())) < fewSessions;
    const devices = isShort ? null : await findDevices(reader, device);
    return countRows(reader, ...sourceOf(withDevice(wanted(), device, devices)));
  },
};

const sortKeys: Readonly<Record<SessionOrderField, string>> = {
  CREATED_AT: 'sessions.created_at',
  LAST_USED_AT: 'sessions.last_used_at',
};

/** Must match `isActive`. */
const activeSql = 'sessions.ended_at IS NULL AND sessions.expires_at > :now';

/** Fewer, by the estimate of the planner, are read in less time than the devices of all sessions. */
const fewSessions = 5_000;

/** The sessions that a walk may pass until it has found a page. */
const walkLimit = 2_000;

/** By the estimate of the planner, which is usually too high for rare devices. */
const fewHits = 20_000;

type Query = SelectQueryBuilder<SessionRow>;

async function read(query: Query): Promise<readonly Session[]> {
  return (await query.getMany()).map(toSession).filter((session) => session !== null);
}

/** Returns those of the first sessions of a range that are of the device. */
function walk(wanted: () => Query, range: SessionRange, device: string): Promise<readonly Session[]> {
  const passed = inOrder(withKeys(wanted()), { ...range, limit: walkLimit }).getQuery();
  const hits = `(${passed}) AS sessions WHERE ${deviceSql} LIKE :device`;
  return readFirst(wanted(), range, hits, { device: containing(device) });
}

/** Reads the page of the sessions whose keys are selected from `source`, ordered by creation. */
function readFirst(
  wanted: Query,
  range: SessionRange,
  source: string,
  parameters: ObjectLiteral,
): Promise<readonly Session[]> {
  const direction = directionOf(range);
  const ids = `SELECT id FROM ${source} ORDER BY created_at ${direction}, id ${direction} LIMIT ${range.limit}`;
  return read(inOrder(wanted.andWhere(`sessions.id = ANY(ARRAY(${ids}))`, parameters), range));
}

/** Selects what the search for a device and the order by creation need. */
function withKeys(query: Query): Query {
  query.select('sessions.id', 'id');
  for (const column of ['created_at', 'device_name', 'user_agent'])
    query.addSelect(`sessions.${column}`, column);
  return query;
}

function inOrder(query: Query, range: SessionRange): Query {
  const direction = directionOf(range);
  return query
    .orderBy(sortKeys[range.order.field], direction)
    .addOrderBy('sessions.id', direction)
    .limit(range.limit);
}

/** The direction in which the range is read, from one of its ends. */
function directionOf({ order, fromEnd }: SessionRange): 'ASC' | 'DESC' {
  return (order.direction === 'ASC') === fromEnd ? 'DESC' : 'ASC';
}

/** Selects the sessions between the bounds of a range, of all devices. */
function selectBetween(reader: Reader, range: SessionRange, now: Date): Query {
  const { selection, order, after, before } = range;
  const query = selectSessions(reader, selection, now);
  const [afterSign, beforeSign] = order.direction === 'ASC' ? ['>', '<'] : ['<', '>'];
  if (after !== null) addBound(query, order.field, afterSign, after, 'after');
  if (before !== null) addBound(query, order.field, beforeSign, before, 'before');
  return query;
}

/** Selects sessions of all devices. */
function selectSessions(reader: Reader, { userId, active, ipAddress }: ListedSessions, now: Date): Query {
  const query = entityManager(reader).createQueryBuilder(sessionsTable, 'sessions');
  if (userId === 'nobody') query.andWhere('FALSE');
  else if (userId !== null) query.andWhere('sessions.user_id = :userId', { userId });
  if (active !== null) query.andWhere(active ? activeSql : `NOT (${activeSql})`, { now });
  if (ipAddress !== null) query.andWhere('sessions.ip_address = :ipAddress', { ipAddress });
  return query;
}

/** Adds the condition on the device. The planner knows how many sessions each of the devices has. */
function withDevice(query: Query, device: string, devices: readonly string[] | null): Query {
  return devices === null
    ? query.andWhere(`${deviceSql} LIKE :device`, { device: containing(device) })
    : query.andWhere(`${deviceSql} = ANY(:devices::text[])`, { devices });
}

function estimate(reader: Reader, query: Query): Promise<number> {
  return estimateRows(reader, ...sourceOf(query));
}

function sourceOf(query: Query): [from: string, values: readonly unknown[]] {
  const [rows, values] = query.select('sessions.id').getQueryAndParameters();
  return [`FROM (${rows}) AS sessions`, values];
}

/** Adds a single row comparison, which an index on the same two columns can answer. */
function addBound(
  query: Query,
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
