/** Records which functions are guards, and of which coordinate, so that a removed guard can be detected. */
export interface GuardRegistry {
  /** Schemas that were verified before a server wrapped their resolvers. */
  readonly verifiedSchemas: WeakSet<object>;
  readonly registerGuard: (guard: object, coordinate: string) => void;
  readonly isGuard: (candidate: unknown, coordinate: string) => boolean;
}

export function createGuardRegistry(): GuardRegistry {
  const guards = new WeakMap<object, string>();
  return {
    verifiedSchemas: new WeakSet(),
    registerGuard: (guard, coordinate) => void guards.set(guard, coordinate),
    isGuard: (candidate, coordinate) =>
      typeof candidate === 'function' && guards.get(candidate) === coordinate,
  };
}
