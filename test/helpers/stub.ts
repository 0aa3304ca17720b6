/** Returns an object with the given members; reading any other member throws an error with its name. */
export function stub<T extends object>(members: Partial<T>): T {
  return new Proxy(members, {
    get: (target, name, receiver) => {
      if (name in target || typeof name === 'symbol' || name === 'then')
        return Reflect.get(target, name, receiver);
      throw new Error(`the stub has no member ${name}`);
    },
    // The cast is safe: a missing member throws when it is read.
  }) as T;
}
