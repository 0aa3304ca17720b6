/** Now or later. What is decided now stays now: no promise is made for it. */
export type MaybePromise<T> = T | Promise<T>;

/** Whether the value must be waited for. */
export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Goes on at once with what is there, later with what is not. */
export function mapMaybePromise<T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/**
 * A refusal that travels upwards through values that may not be null. It comes later, never at once: when an item
 * of a list throws, graphql-js forgets the promises of the items before it, and one that is forgotten and rejected
 * would end the process. Rejected promises of ours may be forgotten too, by the same road, and never do.
 */
export function handledRejection(error: Error): Promise<never> {
  const refused = Promise.reject(error);
  refused.catch(() => undefined);
  return refused;
}
