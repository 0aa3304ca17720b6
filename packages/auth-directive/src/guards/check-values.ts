import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import { handledRejection, isPromiseLike } from '../core/maybe-promise.js';

/** The lists and nulls around a field's named type. */
export interface Shape {
  readonly nullable: boolean;
  readonly item: Shape | undefined;
}

/** A value that must become null, at the nearest place that may be. */
export const DENIED: unique symbol = Symbol('denied');

/** Judges one value that is neither null nor a list: the value itself, an Error in its place, or DENIED; or later. */
export type CheckValue = (value: unknown) => unknown;

/** The shape of a field's return type. */
export function shapeOf(type: GraphQLOutputType): Shape {
  if (isNonNullType(type)) return { ...shapeOf(type.ofType), nullable: false };
  return { nullable: true, item: isListType(type) ? shapeOf(type.ofType) : undefined };
}

/**
 * Judges every value inside what a resolver answered, and leaves the rest to graphql-js: null, errors, and what
 * is no list where a list belongs. A refused item is an Error in its own place, so its path and the propagation
 * of null are the executor's.
 */
export function checkValues(shape: Shape, value: unknown, checkValue: CheckValue): unknown {
  if (isPromiseLike(value)) return value.then((settled) => checkValues(shape, settled, checkValue));
  if (value === null || value === undefined || value instanceof Error) return value;
  const { item } = shape;
  if (item === undefined) return checkValue(value);
  if (!isIterable(value)) return value;
  const items = Array.from(value, (each) => {
    const admitted = checkValues(item, each, checkValue);
    return admitted instanceof Error && !item.nullable ? handledRejection(admitted) : admitted;
  });
  return nullDeniedItems(item, items);
}

function nullDeniedItems(item: Shape, items: readonly unknown[]): unknown {
  if (items.some(isPromiseLike)) {
    // All of them later, not some: an executor that meets an error at once leaves its promises unhandled.
    const settled = items.map((each) => nullInPlace(item, Promise.resolve(each)));
    if (item.nullable) return settled;
    // A denied item that may not be null takes its list with it, so the list waits for all of them.
    return Promise.allSettled(settled).then((all) =>
      all.some((each) => each.status === 'fulfilled' && each.value === DENIED) ? DENIED : settled,
    );
  }
  if (!items.includes(DENIED)) return items;
  return item.nullable ? items.map((each) => (each === DENIED ? null : each)) : DENIED;
}

function nullInPlace(item: Shape, value: Promise<unknown>): Promise<unknown> {
  return item.nullable ? value.then((each) => (each === DENIED ? null : each)) : value;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
