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
import { toUser, type User, type UserColumn, type UserRecord } from './user.js';
import { defaultOrder, type Position, positionOf, sortColumns, type UserOrder } from './user-order.js';
import { readFilter, type UserFilter, type UserSelection } from './user-selection.js';

export interface ListUsersInput extends PageArguments {
  readonly filter?: UserFilter | null;
  readonly orderBy?: Partial<UserOrder> | null;
  /** The columns that are read beside those of the order. Default: all. */
  readonly columns?: readonly UserColumn[] | undefined;
}

export type UserPage = CountedConnection<User>;

/** A range of a sorted list, read from one of its ends. */
export interface UserRange extends PageRange<Position> {
  readonly selection: UserSelection;
  readonly order: UserOrder;
  /** Undefined reads all columns. Members of the others are undefined. */
  readonly columns: readonly UserColumn[] | undefined;
}

/** Reads lists of users. `now` decides which users are disabled. */
export interface UserLists {
  range(reader: Reader, range: UserRange, now: Date): Promise<readonly UserRecord[]>;
  count(reader: Reader, selection: UserSelection, now: Date): Promise<TotalCount>;
}

/** Returns a page of users. Throws BAD_USER_INPUT for an invalid page size, filter or cursor. */
export type ListUsers = (input: ListUsersInput) => Promise<UserPage>;

export function createListUsers(dependencies: {
  readonly lists: UserLists;
  readonly readList: ReadList;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
}): ListUsers {
  const { lists, readList, keyedHash, clock } = dependencies;
  return async (input) => {
    const request = readPageRequest(input);
    const selection = readFilter(input.filter ?? {});
    const order = { ...defaultOrder, ...input.orderBy };
    const cursors = createCursors<Position>(keyedHash, { listName: 'users', selection, order });
    const now = clock.now();
    const columns = input.columns && [...input.columns, ...sortColumns[order.field]];
    const { items, ...continues } = await readPage(request, cursors.read, (range) =>
      readList((reader) => lists.range(reader, { selection, order, columns, ...range }, now)),
    );
    const page = connectionOf(items, continues, {
      nodeOf: (record) => toUser(record, now),
      cursorOf: (record) => cursors.write(positionOf(record, order.field)),
    });
    return withCount(page, () => readList((reader) => lists.count(reader, selection, now)));
  };
}
