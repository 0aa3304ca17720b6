import type { ResolvedCaller, ResolvedPrincipal } from './resolved-caller.js';
import { CLOSED, type Group, OPEN, type Rule } from './rule.js';

/** What a caller lacks for one group, as far as is known: nothing, only something to gain at once, or more. */
export interface Lack {
  readonly fresh: boolean;
  readonly assurance: boolean;
  readonly scopes: boolean;
  /** A role, an owner, a policy: nothing that a new login or a wider token brings. */
  readonly other: boolean;
}

/** What is left of a rule once the caller is known: groups that still ask objects; none refuses. */
export interface Verdict {
  readonly groups: Rule;
  /** The common case made quick: the property of the parent that grants all by itself when it is the caller's id. */
  readonly parentOwner: string | undefined;
}

/** The rule holds for this caller, whatever the objects are. Compared by identity. */
export const GRANTED: Verdict = { groups: OPEN, parentOwner: undefined };

const REFUSED: Verdict = { groups: CLOSED, parentOwner: undefined };

/** What objects answered, by the requirement's key. */
export type Answers = ReadonlyMap<string, boolean>;

/** How far in the future a proof may lie: clocks of several machines differ. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Decides a rule as far as the caller alone decides it. Nobody anonymous passes any rule but OPEN. The answer
 * holds for one operation, because freshness passes.
 */
export function evaluateRule(rule: Rule, resolvedCaller: ResolvedCaller, now: number): Verdict {
  if (rule === OPEN) return GRANTED;
  if (resolvedCaller.kind === 'anonymous') return REFUSED;
  const remaining = rule.filter((group) => {
    const lack = lackOf(group, resolvedCaller, now);
    return !(lack.fresh || lack.assurance || lack.scopes || lack.other);
  });
  if (remaining.some((group) => group.parent.length === 0 && group.value.length === 0)) return GRANTED;
  return { groups: remaining, parentOwner: soleOwner(remaining) };
}

function soleOwner(groups: Rule): string | undefined {
  for (const { parent, value } of groups) {
    const [requirement, ...more] = parent;
    if (requirement?.kind === 'owner' && more.length === 0 && value.length === 0) return requirement.property;
  }
  return undefined;
}

/** What somebody who is known lacks for this group. Demands on objects count as met unless they were answered with no. */
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
      resolvedCaller.scopes !== null && group.scopes !== null && !holds(resolvedCaller.scopes, group.scopes),
    other:
      resolvedCaller.roleRank < group.roleRank ||
      (resolvedCaller.scopes !== null && group.scopes === null) ||
      (answers !== undefined &&
        [...group.parent, ...group.value].some(({ key }) => answers.get(key) === false)),
  };
}

function isFresh(authenticatedAt: number, freshWithin: number, now: number): boolean {
  if (freshWithin === Infinity) return true;
  const age = now - authenticatedAt;
  // NaN, a proof that was never given, fails both comparisons.
  return age <= freshWithin * 1000 && age >= -CLOCK_TOLERANCE_MS;
}

function holds(scopes: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.every((scope) => scopes.has(scope));
}
