/** Remembers which functions are guards, and of which coordinate, so that it can be proved that none was stripped. */
export interface Register {
  /** Schemas that were proven once, before any server stood on them. */
  readonly proven: WeakSet<object>;
  readonly enter: (guard: object, coordinate: string) => void;
  readonly isGuard: (candidate: unknown, coordinate: string) => boolean;
}

/** One register per library. */
export function createRegister(): Register {
  const guards = new WeakMap<object, string>();
  return {
    proven: new WeakSet(),
    enter: (guard, coordinate) => void guards.set(guard, coordinate),
    isGuard: (candidate, coordinate) =>
      typeof candidate === 'function' && guards.get(candidate) === coordinate,
  };
}
