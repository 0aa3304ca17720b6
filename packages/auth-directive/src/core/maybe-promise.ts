/** A value or a promise of it. A value that is available synchronously is never wrapped in a promise. */
export type MaybePromise<T> = T | Promise<T>;

export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
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
 * Returns a rejected promise for a refusal that propagates through non-null positions. It must not be thrown
 * synchronously: when an item of a list throws, graphql-js drops the promises of the items before it, and a
 * dropped promise that rejects ends the process. This promise may be dropped in the same way, so its
 * rejection is handled.
 */
export function handledRejection(error: Error): Promise<never> {
  const rejection = Promise.reject(error);
  rejection.catch(() => undefined);
  return rejection;
}
