import {
  type Clock,
  type Connection,
  connectionOf,
  createCursors,
  edgeOf,
  type KeyedHash,
  type PageArguments,
  type Reader,
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
export interface UserRange {
  readonly selection: UserSelection;
  readonly order: UserOrder;
  readonly after: Position | null;
  readonly before: Position | null;
  /** Reads from the end of the range towards its start. */
  readonly fromEnd: boolean;
  readonly limit: number;
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
    const after = request.after === null ? null : cursors.read(request.after, 'after');
    const before = request.before === null ? null : cursors.read(request.before, 'before');
    const { size, fromEnd } = request;
    const now = clock.now();
    // One extra row shows whether the range continues.
    const range = { selection, order, after, before, fromEnd, limit: size + 1 };
    const found = await lists.range(reader, range, now);
    const pageRecords = fromEnd ? found.slice(0, size).reverse() : found.slice(0, size);
    const hasMore = found.length > size;
    const edges = pageRecords.map((record) =>
      edgeOf(toUser(record, now), () => cursors.write(positionOf(record, order.field))),
    );
    // On the side bounded by a cursor, at least the item of that cursor exists.
    const hasNextPage = fromEnd ? before !== null : hasMore;
    const hasPreviousPage = fromEnd ? hasMore : after !== null;
    let counted: Promise<UserCount> | null = null;
    return {
      ...connectionOf(edges, { hasNextPage, hasPreviousPage }),
      countAll: () => {
        counted ??= lists.count(reader, selection, now);
        return counted;
      },
    };
  };
}
