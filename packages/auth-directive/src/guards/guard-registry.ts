import type { GuardedSchema } from '../schema/guarded-schema.js';

/** Records which functions are guards and what they enforce, to detect removed and outdated guards. */
export interface GuardRegistry {
  /** Schemas that were verified before a server wrapped their resolvers. */
  readonly verifiedSchemas: WeakSet<object>;
  readonly registerGuard: (guard: object, coordinate: string, enforced: GuardedSchema) => void;
  /** Returns the rules that a guard of this coordinate enforces; undefined for anything else. */
  readonly enforcedBy: (candidate: unknown, coordinate: string) => GuardedSchema | undefined;
}

export function createGuardRegistry(): GuardRegistry {
  const guards = new WeakMap<object, { readonly coordinate: string; readonly enforced: GuardedSchema }>();
  return {
    verifiedSchemas: new WeakSet(),
    registerGuard: (guard, coordinate, enforced) => void guards.set(guard, { coordinate, enforced }),
    enforcedBy(candidate, coordinate) {
      const guard = typeof candidate === 'function' ? guards.get(candidate) : undefined;
      return guard?.coordinate === coordinate ? guard.enforced : undefined;
    },
  };
}
