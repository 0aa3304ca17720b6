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
import { toUser, type User, type UserRecord } from './user.js';
import { defaultOrder, type Position, positionOf, type UserOrder } from './user-order.js';
import { readFilter, type UserFilter, type UserSelection } from './user-selection.js';

/** What a list of users asks for. */
export interface ListUsersInput extends PageArguments {
  readonly filter?: UserFilter | null;
  readonly orderBy?: Partial<UserOrder> | null;
}

/** A page of users (a Relay connection). */
export interface UserPage extends Connection<User> {
  /** Counts everybody whom the filter selects; asks the database only when called. */
  countAll(): Promise<number>;
}

/** A range of an ordered list, read from one of its ends. */
export interface UserRange {
  readonly selection: UserSelection;
  readonly order: UserOrder;
  readonly after: Position | null;
  readonly before: Position | null;
  /** Reads from the end of the range towards its beginning. */
  readonly fromEnd: boolean;
  readonly limit: number;
}

/** Reads lists of users. The instant decides who is disabled. */
export interface UserLists {
  range(reader: Reader, range: UserRange, now: Date): Promise<readonly UserRecord[]>;
  count(reader: Reader, selection: UserSelection, now: Date): Promise<number>;
}

/** Answers a page; refuses with BAD_USER_INPUT a bad page size, filter or cursor. */
export type ListUsers = (input: ListUsersInput) => Promise<UserPage>;

/** Makes the operation. */
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
    const cursors = createCursors<Position>(keyedHash, { of: 'users', selection, order });
    const after = request.after === null ? null : cursors.read(request.after, 'after');
    const before = request.before === null ? null : cursors.read(request.before, 'before');
    const { size, fromEnd } = request;
    const now = clock.now();
    // One more than asked for tells whether the range goes on.
    const range = { selection, order, after, before, fromEnd, limit: size + 1 };
    const found = await lists.range(reader, range, now);
    const shown = fromEnd ? found.slice(0, size).reverse() : found.slice(0, size);
    const goesOn = found.length > size;
    const edges = shown.map((record) => ({
      cursor: cursors.write(positionOf(record, order.field)),
      node: toUser(record, now),
    }));
    // At the side that a cursor closes there is at least the cursor's own entry.
    const hasNextPage = fromEnd ? before !== null : goesOn;
    const hasPreviousPage = fromEnd ? goesOn : after !== null;
    return {
      ...connectionOf(edges, { hasNextPage, hasPreviousPage }),
      countAll: () => lists.count(reader, selection, now),
    };
  };
}
