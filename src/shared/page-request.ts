import { badUserInput } from './domain-error.js';

/** A page of a list as Relay asks for it. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** A page request that has been read. */
export interface PageRequest {
  readonly size: number;
  /** True for `last`: the page stands at the end of the range. */
  readonly fromEnd: boolean;
  readonly after: string | null;
  readonly before: string | null;
}

/** The largest page, and the one for who does not say. */
export const pageSizes = { maximum: 100, default: 20 } as const;

/**
 * Reads the page arguments: `first` or `last` of 1 to 100, else 20 from the side that the cursor opens. Both cursors together name a range.
 * Refuses with BAD_USER_INPUT.
 */
export function readPageRequest(page: PageArguments): PageRequest {
  const { first = null, last = null, after = null, before = null } = page;
  if (first !== null && last !== null) {
    throw badUserInput('Ask for the first or for the last ones, not for both.', ['last']);
  }
  const size = first ?? last ?? pageSizes.default;
  if (!Number.isInteger(size) || size < 1 || size > pageSizes.maximum) {
    throw badUserInput(`A page has 1 to ${pageSizes.maximum} entries.`, [last === null ? 'first' : 'last']);
  }
  const fromEnd = last !== null || (first === null && after === null && before !== null);
  return { size, fromEnd, after, before };
}
