import { GraphQLError, type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import { isAsyncIterable, isIterable } from '../core/is-iterable.js';
import { handledRejection, isPromiseLike, mapPromiseLike } from '../core/maybe-promise.js';

/** The list and non-null wrappers around a field's named type. */
export interface Shape {
  readonly nullable: boolean;
  /** Whether denied items are left out of a list. */
  readonly filters: boolean;
  readonly item: Shape | undefined;
}

/** Marks a value that is left out of its list or becomes null, at the nearest nullable position. */
export const DENIED: unique symbol = Symbol('denied');

/**
 * Checks one value that is neither null nor a list. Returns the value itself, an Error, DENIED, or a promise
 * of one of them.
 */
export type CheckValue = (value: unknown) => unknown;

/** With `filters`, denied items are left out of the innermost lists that contain them. */
export function shapeOf(type: GraphQLOutputType, filters = false): Shape {
  if (isNonNullType(type)) return { ...shapeOf(type.ofType, filters), nullable: false };
  return { nullable: true, filters, item: isListType(type) ? shapeOf(type.ofType, filters) : undefined };
}

/**
 * Checks every value in the result of a resolver, in whatever form an executor would complete it: promises,
 * synchronous and asynchronous lists. Null and errors are left to the executor; a value that is no list in
 * place of one is refused, because an executor may know more kinds of lists. A refused item is replaced by an
 * Error, so that the executor determines its path and the propagation of null. Where items are left out, the
 * executor completes the shorter list, and its paths count the remaining items.
 */
export function checkValues(shape: Shape, value: unknown, checkValue: CheckValue): unknown {
  if (isPromiseLike(value)) return mapPromiseLike(value, (each) => checkValues(shape, each, checkValue));
  if (value === null || value === undefined || value instanceof Error) return value;
  const { item } = shape;
  if (item === undefined) return checkValue(value);
  if (isIterable(value)) return checkItems(shape.filters, item, value, checkValue);
  if (isAsyncIterable(value)) {
    return collectItems(value).then((items) => checkItems(shape.filters, item, items, checkValue));
  }
  return new GraphQLError('Expected Iterable, but did not find one.');
}

function checkItems(
  filters: boolean,
  item: Shape,
  values: Iterable<unknown>,
  checkValue: CheckValue,
): unknown {
  const items: unknown[] = [];
  for (const each of values) {
    const checked = checkValues(item, each, checkValue);
    items.push(checked instanceof Error && !item.nullable ? handledRejection(checked) : checked);
  }
  return filters ? withoutDeniedItems(items) : nullDeniedItems(item, items);
}

/**
 * Replaces an asynchronous list by an array. Executors leave the rejection of an item unhandled while they
 * wait for the next one, which ends the process.
 */
export function collectAsyncLists(shape: Shape, value: unknown): unknown {
  if (shape.item === undefined) return value;
  return mapPromiseLike(value, (list) =>
    isAsyncIterable(list) && !isIterable(list) ? checkValues(shape, list, (item) => item) : list,
  );
}

/**
 * Reads an asynchronous list to its end: a denied item may make the whole list null. A failure stands in the
 * position of the item that could not be read.
 */
async function collectItems(values: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  try {
    for await (const each of values) items.push(each);
  } catch (cause) {
    items.push(cause instanceof Error ? cause : new GraphQLError('The list could not be read.'));
  }
  return items;
}

function nullDeniedItems(item: Shape, items: readonly unknown[]): unknown {
  if (items.some(isPromiseLike)) {
    // All items become promises: an executor that meets a synchronous error leaves its promises unhandled.
    const pending = items.map((each) => nullInPlace(item, Promise.resolve(each)));
    if (item.nullable) return pending;
    // A denied non-null item makes the whole list null, so the list waits for all items.
    return Promise.allSettled(pending).then((all) =>
      all.some((each) => each.status === 'fulfilled' && each.value === DENIED) ? DENIED : pending,
    );
  }
  if (!items.includes(DENIED)) return items;
  return item.nullable ? items.map((each) => (each === DENIED ? null : each)) : DENIED;
}

/**
 * Returns the items that are not denied. The list is complete before the executor sees it, so that neither an
 * index nor the order of errors shows how many items are missing.
 */
function withoutDeniedItems(items: readonly unknown[]): unknown {
  if (!items.some(isPromiseLike)) return items.filter((each) => each !== DENIED);
  return Promise.allSettled(items).then((all) =>
    all.flatMap((each) => {
      if (each.status === 'rejected') return [handledRejection(each.reason)];
      return each.value === DENIED ? [] : [each.value];
    }),
  );
}

function nullInPlace(item: Shape, value: Promise<unknown>): Promise<unknown> {
  return item.nullable ? value.then((each) => (each === DENIED ? null : each)) : value;
}
