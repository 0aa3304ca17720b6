import {
  type Clock,
  type Connection,
  connectionOf,
  createCursors,
  type KeyedHash,
  type PageArguments,
  type Reader,
  readPageRequest,
} from '../../shared/index.js';
import type { Session } from './session.js';
import { type ListedSessions, readSessionFilter, type SessionFilter } from './session-filter.js';

/** The sort key of a list of sessions. Sessions with equal keys are sorted by id. */
export type SessionOrderField = 'CREATED_AT' | 'LAST_USED_AT';

export interface SessionOrder {
  readonly field: SessionOrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** A position in a sorted list: the sort key as RFC 3339 text, then the id. */
export type SessionPosition = readonly [time: string, id: string];

export interface ListSessionsInput extends PageArguments {
  readonly filter?: SessionFilter | null;
  readonly orderBy?: Partial<SessionOrder> | null;
}

export interface SessionPage extends Connection<Session> {
  /** Counts all sessions that match the filter. Queries the database only when called. */
  countAll(): Promise<number>;
}

/** A range of a sorted list, read from one of its ends. */
export interface SessionRange {
  readonly selection: ListedSessions;
  readonly order: SessionOrder;
  readonly after: SessionPosition | null;
  readonly before: SessionPosition | null;
  /** Reads from the end of the range towards its start. */
  readonly fromEnd: boolean;
  readonly limit: number;
}

/** Reads lists of sessions. `now` decides which sessions are active. */
export interface SessionLists {
  range(reader: Reader, range: SessionRange, now: Date): Promise<readonly Session[]>;
  count(reader: Reader, selection: ListedSessions, now: Date): Promise<number>;
}

/**
 * Returns a page of the sessions of all users. Throws BAD_USER_INPUT for an invalid page size, filter or
 * cursor.
 */
export type ListSessions = (input: ListSessionsInput) => Promise<SessionPage>;

export interface ListSessionsDependencies {
  readonly lists: SessionLists;
  readonly reader: Reader;
  /** Signs the cursors. */
  readonly cursorHash: KeyedHash;
  readonly clock: Clock;
}

const defaultOrder: SessionOrder = { field: 'CREATED_AT', direction: 'DESC' };

export function createListSessions(dependencies: ListSessionsDependencies): ListSessions {
  const { lists, reader, cursorHash, clock } = dependencies;
  return async (input) => {
    const request = readPageRequest(input);
    const selection = readSessionFilter(input.filter ?? {});
    const order = { ...defaultOrder, ...input.orderBy };
    const cursors = createCursors<SessionPosition>(cursorHash, { listName: 'sessions', selection, order });
    const after = request.after === null ? null : cursors.read(request.after, 'after');
    const before = request.before === null ? null : cursors.read(request.before, 'before');
    const { size, fromEnd } = request;
    const now = clock.now();
    // One extra row shows whether the range continues.
    const range = { selection, order, after, before, fromEnd, limit: size + 1 };
    const found = await lists.range(reader, range, now);
    const sessions = fromEnd ? found.slice(0, size).reverse() : found.slice(0, size);
    const hasMore = found.length > size;
    const edges = sessions.map((node) => ({ cursor: cursors.write(positionOf(node, order.field)), node }));
    // On the side bounded by a cursor, at least the item of that cursor exists.
    const hasNextPage = fromEnd ? before !== null : hasMore;
    const hasPreviousPage = fromEnd ? hasMore : after !== null;
    return {
      ...connectionOf(edges, { hasNextPage, hasPreviousPage }),
      countAll: () => lists.count(reader, selection, now),
    };
  };
}

function positionOf({ createdAt, lastUsedAt, id }: Session, field: SessionOrderField): SessionPosition {
  return [(field === 'CREATED_AT' ? createdAt : lastUsedAt).toISOString(), id];
}
