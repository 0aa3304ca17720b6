import {
  type Clock,
  type Connection,
  connectionOf,
  createCursors,
  edgeOf,
  type KeyedHash,
  type PageArguments,
  type PageRange,
  type Reader,
  readPage,
  readPageRequest,
} from '../../shared/index.js';
import { toUser, type User, type UserRecord } from './user.js';
import { defaultOrder, type Position, positionOf, type UserOrder } from './user-order.js';
import { readFilter, type UserFilter, type UserSelection } from './user-selection.js';

export interface ListUsersInput extends PageArguments {
  readonly filter?: UserFilter | null;
  readonly orderBy?: Partial<UserOrder> | null;
}

export interface UserPage extends Connection<User> {
  /**
   * Counts all users that match the filter: exactly up to 10,000, then with an estimate. Queries the database
   * once, and only when called.
   */
  countAll(): Promise<UserCount>;
}

export interface UserCount {
  readonly count: number;
  readonly isEstimate: boolean;
}

/** A range of a sorted list, read from one of its ends. */
export interface UserRange extends PageRange<Position> {
  readonly selection: UserSelection;
  readonly order: UserOrder;
}

/** Reads lists of users. `now` decides which users are disabled. */
export interface UserLists {
  range(reader: Reader, range: UserRange, now: Date): Promise<readonly UserRecord[]>;
  count(reader: Reader, selection: UserSelection, now: Date): Promise<UserCount>;
}

/** Returns a page of users. Throws BAD_USER_INPUT for an invalid page size, filter or cursor. */
export type ListUsers = (input: ListUsersInput) => Promise<UserPage>;

export function createListUsers(dependencies: {
  readonly lists: UserLists;
  readonly reader: Reader;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
}): ListUsers {
  const { lists, reader, keyedHash, clock } = dependencies;
  return async (input) => {
    const request = readPageRequest(input);
    const selection = readFilter(input.filter ?? {});
    const order = { ...defaultOrder, ...input.orderBy };
    const cursors = createCursors<Position>(keyedHash, { listName: 'users', selection, order });
    const now = clock.now();
    const { items, ...continues } = await readPage(request, cursors.read, (range) =>
      lists.range(reader, { selection, order, ...range }, now),
    );
    const edges = items.map((record) =>
      edgeOf(toUser(record, now), () => cursors.write(positionOf(record, order.field))),
    );
    let counted: Promise<UserCount> | null = null;
    return {
      ...connectionOf(edges, continues),
      countAll: () => {
        counted ??= lists.count(reader, selection, now);
        return counted;
      },
    };
  };
}
