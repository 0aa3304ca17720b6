import { specifiedDirectives, specifiedScalarTypes } from 'graphql';

/** The names of the directives and of the enum of roles. */
export interface DirectiveNames {
  readonly auth: string;
  readonly public: string;
  readonly role: string;
}

/** The same, with the names of `@authRule` and of the helper types, which follow the name of `@auth`. */
export interface SchemaNames extends DirectiveNames {
  /** The directive that names a rule. */
  readonly named: string;
  readonly rule: string;
  readonly deny: string;
}

const DEFAULTS: DirectiveNames = { auth: 'auth', public: 'public', role: 'Role' };
const NAME = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/;
/** Directives of servers and of other versions of graphql. */
const RESERVED = new Set(['defer', 'stream', ...specifiedDirectives.map(({ name }) => name)]);
const SCALARS = new Set(specifiedScalarTypes.map(({ name }) => name));

/** Returns the names that a schema uses: `@auth` has `@authRule` and the types AuthRule and AuthDeny. */
export function schemaNames(names: Partial<DirectiveNames> = {}): SchemaNames {
  const { auth, ...others } = { ...DEFAULTS, ...names };
  const prefix = `${auth.charAt(0).toUpperCase()}${auth.slice(1)}`;
  return { ...others, auth, named: `${auth}Rule`, rule: `${prefix}Rule`, deny: `${prefix}Deny` };
}

/** Returns whether the option `names` has valid names only, and none of them twice. */
export function isDirectiveNames(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const given = Object.entries(value);
  if (!given.every(([key, name]) => Object.hasOwn(DEFAULTS, key) && isName(name))) return false;
  const { auth, public: open, named, role, rule, deny } = schemaNames(value);
  return (
    auth !== open &&
    named !== open &&
    !RESERVED.has(auth) &&
    !RESERVED.has(open) &&
    isTypeName(role, [rule, deny])
  );
}

function isTypeName(name: string, others: readonly string[]): boolean {
  return !SCALARS.has(name) && !others.includes(name);
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && NAME.test(name);
}
