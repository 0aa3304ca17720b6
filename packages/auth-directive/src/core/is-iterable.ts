/** Returns whether the value is an object or a function that can be iterated. A string is not. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return isIterableBy(value, Symbol.iterator);
}

/** Returns whether the value is an object or a function that can be iterated asynchronously. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return isIterableBy(value, Symbol.asyncIterator);
}

function isIterableBy(value: unknown, method: symbol): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof Reflect.get(value, method) === 'function';
}
