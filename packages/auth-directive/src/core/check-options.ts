import type { AuthOptions, IntrospectionRule } from './auth-options.js';
import { isDirectiveNames } from './directive-names.js';

type IsValid = (value: unknown) => boolean;

const isFunction: IsValid = (value) => typeof value === 'function';
const oneOf =
  (...values: readonly unknown[]): IsValid =>
  (value) =>
    values.includes(value);

/** Every option, with its condition and the description of it. */
const OPTIONS: Readonly<Record<keyof AuthOptions<unknown>, readonly [IsValid, string]>> = {
  roles: [
    isRoles,
    'an array of different names of enum values, or an object with an array of them for each role',
  ],
  caller: [isFunction, 'a function'],
  policies: [(value) => typeof value === 'object' && value !== null, 'an object'],
  elevate: [isFunction, 'a function'],
  queries: [oneOf('partial', 'reject'), '"partial" or "reject"'],
  undeclared: [oneOf('error', 'deny', 'allow'), '"error", "deny" or "allow"'],
  introspection: [isIntrospection, '"all", "caller" or a rule with requires or scopes'],
  onDecision: [isFunction, 'a function'],
  onGrant: [isFunction, 'a function'],
  revalidate: [isFunction, 'a function'],
  fieldResolver: [isFunction, 'a function'],
  typeResolver: [isFunction, 'a function'],
  names: [isDirectiveNames, 'an object with different, unused names for auth, public and role'],
  log: [isFunction, 'a function'],
  now: [isFunction, 'a function'],
};

const REQUIRED: readonly string[] = ['roles', 'caller'];

/**
 * Throws a TypeError for an option that is unknown, missing or malformed: a misspelt option would otherwise
 * be ignored in silence.
 */
export function checkOptions(options: AuthOptions<unknown>): void {
  const given = new Map<string, unknown>(Object.entries(options));
  for (const name of given.keys()) {
    if (!Object.hasOwn(OPTIONS, name)) throw new TypeError(`createAuthDirective has no option "${name}".`);
  }
  for (const [name, [isValid, description]] of Object.entries(OPTIONS)) {
    const value = given.get(name);
    if (value === undefined ? REQUIRED.includes(name) : !isValid(value)) {
      throw new TypeError(`The option "${name}" must be ${description}.`);
    }
  }
  for (const [name, policy] of Object.entries(options.policies ?? {})) checkPolicy(name, policy);
}

/** A role is a value of an enum of the schema. */
function isEnumValueName(role: unknown): boolean {
  return typeof role === 'string' && /^(?!(?:true|false|null)$)[A-Za-z_]\w*$/.test(role);
}

function isRoles(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && areEnumValueNames(value);
  const roles = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return (
    roles.length > 0 &&
    roles.every(([role, included]) => isEnumValueName(role) && areEnumValueNames(included))
  );
}

function areEnumValueNames(value: unknown): boolean {
  return Array.isArray(value) && value.every(isEnumValueName) && new Set(value).size === value.length;
}

function isIntrospection(value: unknown): boolean {
  if (value === 'all' || value === 'caller') return true;
  if (typeof value !== 'object' || value === null) return false;
  const { requires, scopes, ...unknown } = value as IntrospectionRule;
  const isRole = requires === undefined || typeof requires === 'string';
  const isScopes = scopes === undefined || Array.isArray(scopes);
  const isGiven = requires !== undefined || scopes !== undefined;
  return isRole && isScopes && isGiven && Object.keys(unknown).length === 0;
}

function checkPolicy(name: string, policy: unknown): void {
  if (isFunction(policy)) return;
  const { evaluate, batch, timeoutMs, checkParams, shared, condition, ...unknown } = Object(policy);
  const isOptional = (value: unknown, isValid: IsValid): boolean => value === undefined || isValid(value);
  const isTimeout: IsValid = (value) => Number.isFinite(value) && Number(value) > 0;
  const isValid =
    [evaluate, batch].filter((each) => each !== undefined).length === 1 &&
    isFunction(evaluate ?? batch) &&
    isOptional(timeoutMs, isTimeout) &&
    isOptional(checkParams, isFunction) &&
    isOptional(shared, oneOf(true, false)) &&
    isOptional(condition, isFunction) &&
    Object.keys(unknown).length === 0;
  if (isValid) return;
  throw new TypeError(
    `The policy "${name}" must be a function, or an object with evaluate or batch and, optionally, timeoutMs, ` +
      'checkParams, shared and condition.',
  );
}
