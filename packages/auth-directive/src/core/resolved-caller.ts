import type { Caller, Principal } from './auth-options.js';
import { isPromiseLike } from './maybe-promise.js';
import { includedRoles, type RoleHierarchy } from './role-hierarchy.js';

/** A validated caller, with its roles and all roles that they include. */
export type ResolvedCaller =
  | { readonly kind: 'anonymous'; readonly caller: Caller; readonly reason: string }
  | ResolvedPrincipal;

export interface ResolvedPrincipal {
  readonly kind: 'principal';
  readonly caller: Principal;
  readonly id: string;
  /** The roles of the caller and every role that they include. */
  readonly roles: ReadonlySet<string>;
  /** Null for a caller that scopes do not limit. */
  readonly scopes: ReadonlySet<string> | null;
  /** Milliseconds since 1970; NaN when unknown. */
  readonly authenticatedAt: number;
  readonly assurance: number;
}

/** Receives what is wrong with a caller. The text contains no value of it. */
export type ReportProblem = (problem: string) => void;

/**
 * Validates a caller. Anything that is not a caller is anonymous, and so is a principal that has expired. A
 * malformed member counts as missing. Every malformation is reported.
 */
export function resolveCaller(
  caller: unknown,
  hierarchy: RoleHierarchy,
  now: number,
  report: ReportProblem = () => undefined,
): ResolvedCaller {
  if (caller === null || caller === undefined) return anonymous('TOKEN_MISSING');
  const problem = problemOf(caller);
  if (problem !== undefined) report(problem);
  if (isAnonymous(caller)) return anonymous(caller.reason);
  if (!isPrincipal(caller)) return anonymous('TOKEN_MISSING');
  for (const each of malformedMembers(caller)) report(`The member ${each} is malformed.`);
  const { scopes, authenticatedAt, assurance, expiresAt } = caller;
  // An expiry that cannot be read may have passed.
  if (expiresAt !== undefined && !(isDate(expiresAt) && expiresAt.getTime() > now)) {
    return anonymous('TOKEN_EXPIRED');
  }
  return {
    kind: 'principal',
    caller,
    id: caller.id,
    roles: resolveRoles(caller, hierarchy, report),
    scopes: scopes === undefined ? null : new Set(Array.isArray(scopes) ? scopes : []),
    authenticatedAt: isDate(authenticatedAt) ? authenticatedAt.getTime() : Number.NaN,
    assurance: Number.isFinite(assurance) ? Number(assurance) : 0,
  };
}

function anonymous(given: unknown): ResolvedCaller {
  const reason = typeof given === 'string' ? given : 'TOKEN_MISSING';
  return { kind: 'anonymous', caller: { kind: 'anonymous', reason }, reason };
}

function isAnonymous(caller: unknown): caller is { readonly reason?: unknown } {
  return kindOf(caller) === 'anonymous';
}

/** Returns whether the caller has what every principal needs; its other members may be malformed. */
function isPrincipal(caller: unknown): caller is Principal {
  const id: unknown = kindOf(caller) === 'principal' ? Reflect.get(Object(caller), 'id') : undefined;
  return typeof id === 'string' && id !== '';
}

function kindOf(caller: unknown): unknown {
  return typeof caller === 'object' && caller !== null ? Reflect.get(caller, 'kind') : undefined;
}

function problemOf(caller: unknown): string | undefined {
  if (isPromiseLike(caller)) return 'It is a promise; authenticate before the context is created.';
  if (isAnonymous(caller) || isPrincipal(caller)) return undefined;
  if (kindOf(caller) === 'principal') return 'Its id is not a non-empty string.';
  return 'Its kind is neither "anonymous" nor "principal".';
}

/** Called for each operation: the everyday principal has no malformed member, and nothing is collected. */
function malformedMembers(principal: Principal): readonly string[] {
  const { role, roles, scopes, authenticatedAt, assurance, expiresAt } = principal;
  const malformed: string[] = [];
  if (!(isText(role) || (role === undefined && roles !== undefined))) malformed.push('role');
  if (!(roles === undefined || isTexts(roles))) malformed.push('roles');
  if (!(scopes === undefined || isTexts(scopes))) malformed.push('scopes');
  if (!(authenticatedAt === undefined || isDate(authenticatedAt))) malformed.push('authenticatedAt');
  if (!(assurance === undefined || Number.isFinite(assurance))) malformed.push('assurance');
  if (!(expiresAt === undefined || isDate(expiresAt))) malformed.push('expiresAt');
  return malformed;
}

/** Returns the roles of a principal and all that they include. Reports and ignores unknown ones. */
function resolveRoles(
  { role, roles }: Principal,
  hierarchy: RoleHierarchy,
  report: ReportProblem,
): ReadonlySet<string> {
  const given: readonly unknown[] = Array.isArray(roles) ? [role, ...roles] : [role];
  const names = given.filter(isText);
  if (!names.every((name) => hierarchy.included.has(name)))
    report('It has a role that is not in the roles option.');
  return includedRoles(hierarchy, names);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
