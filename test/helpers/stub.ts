/** Returns an object with the given members only; access to any other member throws its name. */
export function stub<T extends object>(members: Partial<T>): T {
  return new Proxy(members, {
    get: (target, name, receiver) => {
      if (name in target || typeof name === 'symbol' || name === 'then')
        return Reflect.get(target, name, receiver);
      throw new Error(`the stub was not told what ${name} does`);
    },
    // Every member exists: it is given, or throws.
  }) as T;
}
