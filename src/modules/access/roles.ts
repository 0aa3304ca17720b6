import { ConfigError } from '../../shared/index.js';
import { type RoleDeclarations, readDeclarations } from './role-declarations.js';

/**
 * The name of a role: one of Cordon, or one that a project declares. A name that was stored earlier need not
 * be declared any more; `Roles` grants it nothing.
 */
export type Role = 'USER' | 'SUPPORT' | 'ADMIN' | (string & Record<never, never>);

/** The declared roles, what each includes, and their scopes. USER is the lowest, ADMIN the highest. */
export interface Roles {
  /** All roles, each after the roles that it includes. */
  readonly names: readonly Role[];
  /** The roles that each role includes, directly or through others. */
  readonly hierarchy: Readonly<Record<string, readonly Role[]>>;
  /** All scopes. */
  readonly scopes: readonly string[];
  /** Parses the name of a role, case-sensitively. Returns null for anything else. */
  parse(text: string): Role | null;
  /** Returns true when `role` is `other` or includes it, false when one of them is not declared. */
  isAtLeast(role: Role, other: Role): boolean;
  /** Returns the scopes of a role; none when it is not declared. */
  scopesOf(role: Role): readonly string[];
  /**
   * Returns true when users with this role may sign in and use their sessions, which requires that it is
   * declared. Reports each role that is not, once.
   */
  admits(role: Role): boolean;
  /** Returns true when users with this role must prove a second factor before they use their permissions. */
  requiresSecondFactor(role: Role): boolean;
  /** Returns the role as `enum Role` can express it: as USER, the lowest, when it is not declared. */
  expressible(role: Role): Role;
}

/**
 * Creates the roles of Cordon and those that a project declares. Throws an Error that names every declaration
 * that cannot be used. `onUndeclared` receives each role of a user that is not declared. Users with one of
 * the `secondFactorRoles`, or with a role that includes one, must prove a second factor; throws a ConfigError
 * for one that is not declared.
 */
export function createRoles(
  declarations: RoleDeclarations = {},
  onUndeclared: (role: string) => void = () => {},
  secondFactorRoles: readonly string[] = [],
): Roles {
  const { included, scopesByRole } = readDeclarations(declarations);
  refuseUnknownRoles(secondFactorRoles, included);
  const countIncluded = (role: string): number => included.get(role)?.size ?? 0;
  // A role includes more roles than any role that it includes.
  const names = [...included.keys()].sort((one, other) => countIncluded(one) - countIncluded(other));
  const scopes = [...new Set([...scopesByRole.values()].flat())];
  const scopesOf = new Map(names.map((name) => [name, collectScopes(name)]));
  const reported = new Set<string>();

  function collectScopes(role: string): readonly string[] {
    const held = new Set([...(included.get(role) ?? [])].flatMap((each) => scopesByRole.get(each) ?? []));
    return scopes.filter((scope) => held.has(scope));
  }

  return {
    names,
    hierarchy: Object.fromEntries(
      names.map((name) => [name, names.filter((other) => other !== name && included.get(name)?.has(other))]),
    ),
    scopes,
    parse: (text) => (included.has(text) ? text : null),
    isAtLeast: (role, other) => included.get(role)?.has(other) ?? false,
    scopesOf: (role) => scopesOf.get(role) ?? [],
    admits: (role) => {
      if (included.has(role)) return true;
      if (!reported.has(role)) onUndeclared(role);
      reported.add(role);
      return false;
    },
    requiresSecondFactor: (role) => secondFactorRoles.some((lowest) => included.get(role)?.has(lowest)),
    expressible: (role) => (included.has(role) ? role : 'USER'),
  };
}

/** A misspelt role would protect nobody. */
function refuseUnknownRoles(names: readonly string[], declared: ReadonlyMap<string, unknown>): void {
  const unknown = names.filter((name) => !declared.has(name));
  if (unknown.length === 0) return;
  throw new ConfigError([
    {
      variable: 'CORDON_MFA_REQUIRED_ROLES',
      problem: `names ${unknown.join(', ')}, which is not a role`,
      remedy: `Use names of roles: ${[...declared.keys()].join(', ')}.`,
    },
  ]);
}

/** The roles of Cordon alone. */
export const cordonRoles: Roles = createRoles();
