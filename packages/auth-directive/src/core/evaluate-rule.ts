import type { ResolvedCaller, ResolvedPrincipal } from './resolved-caller.js';
import { CLOSED, type Group, OPEN, type Rule } from './rule.js';

/** What a caller lacks to pass one group, as far as it has been evaluated. */
export interface Lack {
  readonly fresh: boolean;
  readonly assurance: boolean;
  readonly scopes: boolean;
  /**
   * A role, an owner or a policy: something that neither a new login nor a token with more scopes provides.
   */
  readonly other: boolean;
}

/** What remains of a rule for one caller: the groups that still depend on objects. An empty list refuses. */
export interface Verdict {
  readonly groups: Rule;
  /** Fast path: the property of the parent that is sufficient on its own when it equals the caller's id. */
  readonly parentOwner: string | undefined;
}

/** The verdict of a rule that holds for this caller regardless of objects. Compared by identity. */
export const GRANTED: Verdict = { groups: OPEN, parentOwner: undefined };

const REFUSED: Verdict = { groups: CLOSED, parentOwner: undefined };

/** The results of owner and policy requirements, by the requirement's key. */
export type Answers = ReadonlyMap<string, boolean>;

/** How far in the future `authenticatedAt` may be, because clocks of several machines differ. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Evaluates a rule as far as that is possible without objects. An anonymous caller passes only OPEN. The
 * verdict is valid for one operation, because freshness expires.
 */
export function evaluateRule(rule: Rule, resolvedCaller: ResolvedCaller, now: number): Verdict {
  if (rule === OPEN) return GRANTED;
  if (resolvedCaller.kind === 'anonymous') return REFUSED;
  const remaining = remainingGroups(rule, resolvedCaller, now);
  if (remaining.some(needsNoObject)) return GRANTED;
  return { groups: remaining, parentOwner: soleOwner(remaining) };
}

/** Returns the first group that the caller alone passes. */
export function grantingGroup(rule: Rule, resolvedCaller: ResolvedCaller, now: number): Group | undefined {
  if (resolvedCaller.kind === 'anonymous') return undefined;
  return remainingGroups(rule, resolvedCaller, now).find(needsNoObject);
}

/** Returns the groups in which the caller lacks nothing that is known without objects. */
function remainingGroups(rule: Rule, resolvedCaller: ResolvedPrincipal, now: number): Rule {
  return rule.filter((group) => {
    const lack = lackOf(group, resolvedCaller, now);
    return !(lack.fresh || lack.assurance || lack.scopes || lack.other);
  });
}

function needsNoObject({ parent, value }: Group): boolean {
  return parent.length === 0 && value.length === 0;
}

function soleOwner(groups: Rule): string | undefined {
  for (const { parent, value } of groups) {
    const [requirement, ...more] = parent;
    if (requirement?.kind === 'owner' && more.length === 0 && value.length === 0) return requirement.property;
  }
  return undefined;
}

/**
 * Returns what a principal lacks for this group. A requirement on an object counts as met unless it was
 * evaluated to false.
 */
export function lackOf(
  group: Group,
  resolvedCaller: ResolvedPrincipal,
  now: number,
  answers?: Answers,
): Lack {
  return {
    fresh: !isFresh(resolvedCaller.authenticatedAt, group.freshWithin, now),
    assurance: resolvedCaller.assurance < group.assurance,
    scopes:
      resolvedCaller.scopes !== null &&
      group.scopes !== null &&
      !hasScopes(resolvedCaller.scopes, group.scopes),
    other:
      !group.roles.every((role) => resolvedCaller.roles.has(role)) ||
      (resolvedCaller.scopes !== null && group.scopes === null) ||
      (answers !== undefined &&
        [...group.parent, ...group.value].some(({ key }) => answers.get(key) === false)),
  };
}

function isFresh(authenticatedAt: number, freshWithin: number, now: number): boolean {
  if (freshWithin === Infinity) return true;
  const age = now - authenticatedAt;
  // NaN (never authenticated) fails both comparisons.
  return age <= freshWithin * 1000 && age >= -CLOCK_TOLERANCE_MS;
}

function hasScopes(scopes: ReadonlySet<string>, required: readonly string[]): boolean {
  return required.every((scope) => scopes.has(scope));
}
