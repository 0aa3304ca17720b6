/** A collaborator with the given members only; whatever else is asked of it fails the test by name. */
export function stub<T extends object>(members: Partial<T>): T {
  return new Proxy(members, {
    get: (target, name, receiver) => {
      if (name in target || typeof name === 'symbol' || name === 'then')
        return Reflect.get(target, name, receiver);
      throw new Error(`the stub was not told what ${name} does`);
    },
    // Every member is there: given, or failing the test when it is asked for.
  }) as T;
}
