import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import { isIterable } from '../core/is-iterable.js';
import { handledRejection, isPromiseLike } from '../core/maybe-promise.js';

/** The list and non-null wrappers around a field's named type. */
export interface Shape {
  readonly nullable: boolean;
  readonly item: Shape | undefined;
}

/** Marks a value that must become null, at the nearest nullable position. */
export const DENIED: unique symbol = Symbol('denied');

/**
 * Checks one value that is neither null nor a list. Returns the value itself, an Error, DENIED, or a promise
 * of one of them.
 */
export type CheckValue = (value: unknown) => unknown;

export function shapeOf(type: GraphQLOutputType): Shape {
  if (isNonNullType(type)) return { ...shapeOf(type.ofType), nullable: false };
  return { nullable: true, item: isListType(type) ? shapeOf(type.ofType) : undefined };
}

/**
 * Checks every value in the result of a resolver. Null, errors and a non-list in place of a list are left to
 * graphql-js. A refused item is replaced by an Error, so that the executor determines its path and the
 * propagation of null.
 */
export function checkValues(shape: Shape, value: unknown, checkValue: CheckValue): unknown {
  if (isPromiseLike(value)) return value.then((resolved) => checkValues(shape, resolved, checkValue));
  if (value === null || value === undefined || value instanceof Error) return value;
  const { item } = shape;
  if (item === undefined) return checkValue(value);
  if (!isIterable(value)) return value;
  const items = Array.from(value, (each) => {
    const checked = checkValues(item, each, checkValue);
    return checked instanceof Error && !item.nullable ? handledRejection(checked) : checked;
  });
  return nullDeniedItems(item, items);
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

function nullInPlace(item: Shape, value: Promise<unknown>): Promise<unknown> {
  return item.nullable ? value.then((each) => (each === DENIED ? null : each)) : value;
}
