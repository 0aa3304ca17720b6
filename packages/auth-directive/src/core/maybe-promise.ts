/** A value or a promise of it. A value that is available synchronously is never wrapped in a promise. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * Returns whether an executor waits for the value: anything with a function `then`, functions and objects
 * alike. An RPC stub is often a function with `then`.
 */
export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  // The cast is safe: the line above has checked that the value may have properties.
  return typeof (value as Partial<PromiseLike<T>>).then === 'function';
}

/**
 * Applies `next` to a value, or to the result of anything that is promise-like. A foreign `then` may resolve
 * with another thenable or return something else, so its result is read through a real promise.
 */
export function mapPromiseLike<T, U>(
  value: T | PromiseLike<T>,
  next: (value: T) => U,
  onRejected?: (cause: unknown) => U,
): U | Promise<U> {
  // The casts are safe: a promise-like value has been excluded, and awaiting flattens every thenable.
  if (!isPromiseLike(value)) return next(value as T);
  const promise = value instanceof Promise ? value : Promise.resolve(value);
  return promise.then(next as (value: unknown) => U, onRejected);
}

/** Applies `next` synchronously to a value, or to the result of a promise. */
export function mapMaybePromise<T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/**
 * Waits for every promise of a map. Returns the map of results synchronously when none of the values is a
 * promise.
 */
export function resolveValues<K, V>(
  values: ReadonlyMap<K, MaybePromise<V>>,
): MaybePromise<ReadonlyMap<K, V>> {
  const resolved = new Map<K, V>();
  const pending: Promise<void>[] = [];
  for (const [key, value] of values) {
    if (value instanceof Promise) pending.push(value.then((each) => void resolved.set(key, each)));
    else resolved.set(key, value);
  }
  return pending.length === 0 ? resolved : Promise.all(pending).then(() => resolved);
}

/**
 * Returns a rejected promise for an error that propagates through non-null positions. It must not be thrown
 * synchronously: when an item of a list throws, graphql-js drops the promises of the items before it, and a
 * dropped promise that rejects ends the process. This promise may be dropped in the same way, so its
 * rejection is handled.
 */
export function handledRejection(error: unknown): Promise<never> {
  const rejection = Promise.reject(error);
  rejection.catch(() => undefined);
  return rejection;
}
