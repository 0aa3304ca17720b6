import { badUserInput } from './domain-error.js';

/** One entry of a list and the cursor of its position. */
export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

/** A page of a list (a Relay connection). */
export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** The page arguments of a Relay connection, as the caller sent them. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** Valid page arguments. */
export interface PageRequest {
  readonly size: number;
  /** True for `last`: the page is at the end of the range. */
  readonly fromEnd: boolean;
  readonly after: string | null;
  readonly before: string | null;
}

export const pageSizes = { maximum: 100, default: 20 } as const;

/**
 * Reads the page arguments: `first` or `last` from 1 to 100; without either, 20 entries after `after` or
 * before `before`. Both cursors together select a range. Throws BAD_USER_INPUT.
 */
export function readPageRequest(page: PageArguments): PageRequest {
  const { first = null, last = null, after = null, before = null } = page;
  if (first !== null && last !== null) {
    throw badUserInput('Use either `first` or `last`, not both.', ['last']);
  }
  const size = first ?? last ?? pageSizes.default;
  if (!Number.isInteger(size) || size < 1 || size > pageSizes.maximum) {
    const argument = last === null ? 'first' : 'last';
    throw badUserInput(`A page must have 1 to ${pageSizes.maximum} entries.`, [argument]);
  }
  const fromEnd = last !== null || (first === null && after === null && before !== null);
  return { size, fromEnd, after, before };
}

/**
 * Builds a connection of the items of a page. The caller knows whether the list continues beyond them. Nodes,
 * edges and cursors are created when a client selects them, or when the connection is copied: a MAC for each
 * entry took a seventh of the time of a list, and most clients select none or the last.
 */
export function connectionOf<Item, Node>(
  items: readonly Item[],
  continues: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean },
  { nodeOf, cursorOf }: { readonly nodeOf: (item: Item) => Node; readonly cursorOf: (item: Item) => string },
): Connection<Node> {
  const optionalCursor = (item: Item | undefined): string | null =>
    item === undefined ? null : cursorOf(item);
  return {
    get nodes() {
      return items.map(nodeOf);
    },
    get edges() {
      return items.map((item) => ({
        node: nodeOf(item),
        get cursor() {
          return cursorOf(item);
        },
      }));
    },
    pageInfo: {
      ...continues,
      get startCursor() {
        return optionalCursor(items[0]);
      },
      get endCursor() {
        return optionalCursor(items.at(-1));
      },
    },
  };
}

/** Returns each value once, in one order, so that the cursors of equal filters are equal. */
export function toSortedSet<Value extends string>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)].sort();
}

/** The part of a sorted list that one query reads, from one of its ends. */
export interface PageRange<Position> {
  readonly after: Position | null;
  readonly before: Position | null;
  /** Reads from the end of the range towards its start. */
  readonly fromEnd: boolean;
  readonly limit: number;
}

/**
 * Reads one page in list order, and whether the list continues beyond it. Throws BAD_USER_INPUT for an
 * invalid cursor.
 */
export async function readPage<Item, Position>(
  { size, fromEnd, ...request }: PageRequest,
  readCursor: (text: string, argument: 'after' | 'before') => Position,
  readRange: (range: PageRange<Position>) => Promise<readonly Item[]>,
): Promise<{
  readonly items: readonly Item[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}> {
  const after = request.after === null ? null : readCursor(request.after, 'after');
  const before = request.before === null ? null : readCursor(request.before, 'before');
  // One extra row shows whether the range continues.
  const found = await readRange({ after, before, fromEnd, limit: size + 1 });
  const hasMore = found.length > size;
  return {
    items: fromEnd ? found.slice(0, size).reverse() : found.slice(0, size),
    // On the side bounded by a cursor, at least the item of that cursor exists.
    hasNextPage: fromEnd ? before !== null : hasMore,
    hasPreviousPage: fromEnd ? hasMore : after !== null,
  };
}
