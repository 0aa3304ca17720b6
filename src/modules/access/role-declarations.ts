/** A role that a project adds, or what it adds to a role of Cordon. */
export interface RoleDeclaration {
  /** The roles whose permissions and scopes it includes. Every role includes USER, and ADMIN every role. */
  readonly includes?: readonly string[];
  /** The scopes of the role, beside those of the roles that it includes. */
  readonly scopes?: readonly string[];
}

/** Roles by their names, which are values of the schema's `enum Role`. */
export type RoleDeclarations = Readonly<Record<string, RoleDeclaration>>;

/** The table behind User.permissions, TokenPair.scope and SCOPE_NOT_ALLOWED. */
const cordonRoles: Readonly<Record<'USER' | 'SUPPORT' | 'ADMIN', RoleDeclaration>> = {
  USER: { scopes: ['account:read', 'account:write'] },
  SUPPORT: { scopes: ['users:read'] },
  ADMIN: { includes: ['SUPPORT'], scopes: ['users:write', 'audit:read'] },
};

/** The declared roles in the order of their declaration. */
export interface DeclaredRoles {
  /** By role: its own scopes. */
  readonly scopesByRole: ReadonlyMap<string, readonly string[]>;
  /** By role: itself and every role that it includes, directly or through others. */
  readonly included: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Adds a project's roles to those of Cordon. Throws an Error that names everything that cannot be used.
 * Options come from JavaScript and JSON, too, so nothing about them is taken for granted.
 */
export function readDeclarations(declarations: unknown): DeclaredRoles {
  if (!isObject(declarations)) throw new Error('roles must be an object.');
  const given = new Map(Object.entries(declarations));
  const names = [...new Set([...Object.keys(cordonRoles), ...given.keys()])];
  const declared = new Map(names.map((name) => [name, merge(name, given.get(name), names)]));
  const problems = names.flatMap((name) => problemsOf(name, given.get(name), names));
  const included = new Map(names.map((name) => [name, withIncluded(name, declared)]));
  if (problems.length === 0) problems.push(...cyclesOf(included));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { scopesByRole: new Map([...declared].map(([name, { scopes }]) => [name, scopes])), included };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Complete = Required<RoleDeclaration>;

function merge(name: string, given: unknown, names: readonly string[]): Complete {
  const cordon = new Map<string, RoleDeclaration>(Object.entries(cordonRoles)).get(name);
  const lowest = name === 'USER' ? [] : ['USER'];
  const others = name === 'ADMIN' ? names.filter((other) => other !== name) : [];
  return {
    includes: [...lowest, ...listOf(cordon, 'includes'), ...listOf(given, 'includes'), ...others],
    scopes: [...listOf(cordon, 'scopes'), ...listOf(given, 'scopes')],
  };
}

function listOf(declaration: unknown, member: string): readonly string[] {
  const list: unknown = isObject(declaration) ? declaration[member] : undefined;
  // The members are checked by `problemsOf`.
  return Array.isArray(list) ? list : [];
}

// Written in upper case, as on the command line; ANONYMOUS is the column of `cordon policy` for no role.
const roleName = /^(?!ANONYMOUS$)[A-Z][A-Z0-9_]{0,63}$/;

/** RFC 6749 section 3.3. */
const scopeName = /^[!#-[\]-~]{1,128}$/;

function problemsOf(name: string, given: unknown, names: readonly string[]): string[] {
  if (!roleName.test(name))
    return [`roles.${name}: a role is named with A to Z, 0 to 9 and _ (not ANONYMOUS).`];
  if (given === undefined) return [];
  if (!isObject(given)) return [`roles.${name} must be an object.`];
  const members = Object.entries(given);
  const unknownRoles = listOf(given, 'includes').filter((role) => !names.includes(role));
  const badScopes = listOf(given, 'scopes').filter((scope) => !scopeName.test(scope));
  return [
    ...members.flatMap(([member, value]) => problemsOfMember(name, member, value)),
    ...unknownRoles.map((role) => `roles.${name} includes ${role}, which is not declared.`),
    ...badScopes.map((scope) => `roles.${name} has a scope that is not valid: ${scope}.`),
  ];
}

function problemsOfMember(name: string, member: string, value: unknown): readonly string[] {
  if (member !== 'includes' && member !== 'scopes') return [`roles.${name} has an unknown member ${member}.`];
  const isValid =
    value === undefined || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
  return isValid ? [] : [`roles.${name}.${member} must be a list of names.`];
}

function withIncluded(name: string, declared: ReadonlyMap<string, Complete>): ReadonlySet<string> {
  const included = new Set([name]);
  // A set also visits what is added while it is read.
  for (const role of included) for (const other of declared.get(role)?.includes ?? []) included.add(other);
  return included;
}

function cyclesOf(included: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  return [...included].flatMap(([role, others]) =>
    [...others]
      .filter((other) => role < other && included.get(other)?.has(role) === true)
      .map((other) => `roles: ${role} and ${other} include each other.`),
  );
}
