/** Now or later. What is decided now stays now: no promise is made for it. */
export type Ready<T> = T | Promise<T>;

/** Whether the value must be waited for. */
export function isLater<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Goes on at once with what is there, later with what is not. */
export function whenReady<T, U>(value: Ready<T>, next: (value: T) => Ready<U>): Ready<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
