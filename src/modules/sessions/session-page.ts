import {
  type Clock,
  type CountedConnection,
  connectionOf,
  createCursors,
  type KeyedHash,
  type PageArguments,
  type PageRange,
  type Reader,
  type ReadList,
  readPage,
  readPageRequest,
  type TotalCount,
  withCount,
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

export type SessionPage = CountedConnection<Session>;

/** A range of a sorted list, read from one of its ends. */
export interface SessionRange extends PageRange<SessionPosition> {
  readonly selection: ListedSessions;
  readonly order: SessionOrder;
}

/** Reads lists of sessions. `now` decides which sessions are active. */
export interface SessionLists {
  range(reader: Reader, range: SessionRange, now: Date): Promise<readonly Session[]>;
  count(reader: Reader, selection: ListedSessions, now: Date): Promise<TotalCount>;
}

/**
 * Returns a page of the sessions of all users. Throws BAD_USER_INPUT for an invalid page size, filter or
 * cursor.
 */
export type ListSessions = (input: ListSessionsInput) => Promise<SessionPage>;

export interface ListSessionsDependencies {
  readonly lists: SessionLists;
  readonly reader: Reader;
  /** Default: reads with `reader`. */
  readonly readList?: ReadList;
  /** Signs the cursors. */
  readonly cursorHash: KeyedHash;
  readonly clock: Clock;
}

const defaultOrder: SessionOrder = { field: 'CREATED_AT', direction: 'DESC' };

export function createListSessions(dependencies: ListSessionsDependencies): ListSessions {
  const { lists, reader: primary, readList = (read) => read(primary), cursorHash, clock } = dependencies;
  return async (input) => {
    const request = readPageRequest(input);
    const selection = readSessionFilter(input.filter ?? {});
    const order = { ...defaultOrder, ...input.orderBy };
    const cursors = createCursors<SessionPosition>(cursorHash, { listName: 'sessions', selection, order });
    const now = clock.now();
    const { items, ...continues } = await readPage(request, cursors.read, (range) =>
      readList((reader) => lists.range(reader, { selection, order, ...range }, now)),
    );
    const page = connectionOf(items, continues, {
      nodeOf: (session) => session,
      cursorOf: (session) => cursors.write(positionOf(session, order.field)),
    });
    return withCount(page, () => readList((reader) => lists.count(reader, selection, now)));
  };
}

function positionOf({ createdAt, lastUsedAt, id }: Session, field: SessionOrderField): SessionPosition {
  return [(field === 'CREATED_AT' ? createdAt : lastUsedAt).toISOString(), id];
}
