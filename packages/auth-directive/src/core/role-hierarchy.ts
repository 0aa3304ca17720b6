import type { AuthOptions } from './auth-options.js';

/** The roles of a schema, and the roles that each of them includes. */
export interface RoleHierarchy {
  /** Every role once, after the roles that it includes. */
  readonly names: readonly string[];
  /** By role: itself and every role that it includes, directly or through others. */
  readonly included: ReadonlyMap<string, ReadonlySet<string>>;
}

type RolesOption = AuthOptions<unknown>['roles'];

const NONE: ReadonlySet<string> = new Set();

/** Creates the hierarchy. Throws a TypeError for a cycle and for an included role that is not defined. */
export function createRoleHierarchy(roles: RolesOption): RoleHierarchy {
  const direct = new Map<string, readonly string[]>(
    isLadder(roles)
      ? roles.map((role, index) => [role, roles.slice(Math.max(index - 1, 0), index)])
      : Object.entries(roles),
  );
  const included = new Map<string, ReadonlySet<string>>();

  function include(role: string, above: readonly string[]): ReadonlySet<string> {
    const known = included.get(role);
    if (known !== undefined) return known;
    const path = [...above, role];
    if (above.includes(role)) {
      const cycle = path.slice(above.indexOf(role)).join(' > ');
      throw new TypeError(`The option "roles" has a cycle: ${cycle}.`);
    }
    const below = direct.get(role);
    if (below === undefined)
      throw new TypeError(`The option "roles" does not define ${role}, which ${above.at(-1)} includes.`);
    const all = new Set([role, ...below.flatMap((each) => [...include(each, path)])]);
    included.set(role, all);
    return all;
  }

  for (const role of direct.keys()) include(role, []);
  return { names: [...included.keys()], included };
}

function isLadder(roles: RolesOption): roles is readonly string[] {
  return Array.isArray(roles);
}

/** Returns the given roles with every role that they include. Names that are no role are ignored. */
export function includedRoles({ included }: RoleHierarchy, roles: readonly string[]): ReadonlySet<string> {
  const [first, ...others] = roles;
  // Most callers have one role.
  if (first === undefined || others.length === 0) return included.get(first ?? '') ?? NONE;
  return new Set(roles.flatMap((role) => [...(included.get(role) ?? NONE)]));
}

/** Returns the roles that no other of the given roles includes. */
export function strongestRoles({ included }: RoleHierarchy, roles: readonly string[]): readonly string[] {
  return roles.filter((role) => !roles.some((other) => other !== role && included.get(other)?.has(role)));
}

/** Returns whether each role includes all weaker ones, so that several roles are worth their strongest. */
export function isTotalOrder({ included }: RoleHierarchy): boolean {
  return [...included.values()].every((roles, index) => roles.size === index + 1);
}
