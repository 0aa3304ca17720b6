/** Remembers which functions are guards, and of which coordinate, so that it can be proved that none was stripped. */
export interface GuardRegistry {
  /** Schemas that were verifiedSchemas once, before any server stood on them. */
  readonly verifiedSchemas: WeakSet<object>;
  readonly registerGuard: (guard: object, coordinate: string) => void;
  readonly isGuard: (candidate: unknown, coordinate: string) => boolean;
}

/** One register per library. */
export function createGuardRegistry(): GuardRegistry {
  const guards = new WeakMap<object, string>();
  return {
    verifiedSchemas: new WeakSet(),
    registerGuard: (guard, coordinate) => void guards.set(guard, coordinate),
    isGuard: (candidate, coordinate) =>
      typeof candidate === 'function' && guards.get(candidate) === coordinate,
  };
}
