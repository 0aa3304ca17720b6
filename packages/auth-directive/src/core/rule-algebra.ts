import {
  type Group,
  OPEN,
  ownerRequirement,
  policyRequirement,
  type Requirement,
  type Rule,
  type Side,
} from './rule.js';

/** The most groups that a rule may have, as written and as combined. */
export const MAX_GROUPS = 64;

/**
 * Both rules at once, as an OR of ANDs with absorption: whoever passes the answer passes each of the two, and
 * the other way round. Combining with OPEN changes nothing; combining with CLOSED closes.
 */
export function both(left: Rule, right: Rule): Rule {
  if (left === OPEN) return right;
  if (right === OPEN || left === right) return left;
  return absorb(left.flatMap((one) => right.map((other) => bothGroups(one, other))));
}

/** All the rules at once; OPEN when there is none. */
export function all(rules: readonly Rule[], combine: Combine = both): Rule {
  return rules.reduce((left, right) => combine(left, right), OPEN);
}

/** `both`, or one that remembers. */
export type Combine = (left: Rule, right: Rule) => Rule;

/** `both` that combines the same two rules once: a large schema has few different ones. */
export function createCombine(): Combine {
  const known = new WeakMap<Rule, WeakMap<Rule, Rule>>();
  return function combine(left, right) {
    const partners = known.get(left) ?? new WeakMap<Rule, Rule>();
    known.set(left, partners);
    const combined = partners.get(right) ?? both(left, right);
    partners.set(right, combined);
    return combined;
  };
}

/** The same rule without the groups that a weaker group beside them makes idle. The order is kept. */
export function absorb(rule: Rule): Rule {
  return rule.filter(
    (group, index) =>
      !rule.some(
        // Of equals the first stays; nobody is dropped because of itself.
        (other, otherIndex) => implies(group, other) && (otherIndex < index || !implies(other, group)),
      ),
  );
}

/** Whether everyone who passes `left` passes `right`, whatever the objects are (sufficient, and exact per group). */
export function ruleImplies(left: Rule, right: Rule): boolean {
  return (
    right === OPEN || (left !== OPEN && left.every((group) => right.some((other) => implies(group, other))))
  );
}

/** Whether everyone who passes the group `left` passes the group `right`. */
export function implies(left: Group, right: Group): boolean {
  return (
    left.roleRank >= right.roleRank &&
    left.freshWithin <= right.freshWithin &&
    left.assurance >= right.assurance &&
    impliesScopes(left.scopes, right.scopes) &&
    holdsAll(left.parent, right.parent) &&
    holdsAll(left.value, right.value)
  );
}

/** The rule, asked of the object that a field returns instead of the one it belongs to. */
export function askedOfValue(rule: Rule, coordinate: string): Rule {
  if (!rule.some((group) => group.parent.length > 0)) return rule;
  return rule.map((group) => ({
    ...group,
    parent: [],
    value: rebindRequirements(group.parent, coordinate, 'value'),
  }));
}

/** The rule, asked of the object that a field belongs to, for the given element. */
export function askedOfParent(rule: Rule, coordinate: string): Rule {
  if (!rule.some((group) => group.parent.some(({ kind }) => kind === 'policy'))) return rule;
  return rule.map((group) => ({ ...group, parent: rebindRequirements(group.parent, coordinate, 'parent') }));
}

/** The rule with its requirements on the value taken as met: they are asked elsewhere, once the concrete type is known. */
export function withoutValueRequirements(rule: Rule): Rule {
  if (!rule.some((group) => group.value.length > 0)) return rule;
  return absorb(rule.map((group) => ({ ...group, value: [] })));
}

/** The rule with its policies on the parent taken as met: they were asked when the parent was reached. */
export function withoutParentPolicies(rule: Rule): Rule {
  if (!rule.some((group) => group.parent.some(({ kind }) => kind === 'policy'))) return rule;
  return absorb(
    rule.map((group) => ({ ...group, parent: group.parent.filter(({ kind }) => kind !== 'policy') })),
  );
}

/** Equal for rules that were combined from the same parts in the same order. */
export function ruleKey(rule: Rule): string {
  return rule === OPEN ? 'OPEN' : JSON.stringify(rule.map(groupKey));
}

function groupKey(group: Group): unknown {
  const { roleRank, scopes, freshWithin, assurance, parent, value } = group;
  return [
    roleRank,
    scopes,
    String(freshWithin),
    assurance,
    parent.map(({ key }) => key),
    value.map(({ key }) => key),
  ];
}

function bothGroups(left: Group, right: Group): Group {
  return {
    roleRank: Math.max(left.roleRank, right.roleRank),
    scopes: left.scopes === null || right.scopes === null ? null : unite(left.scopes, right.scopes),
    freshWithin: Math.min(left.freshWithin, right.freshWithin),
    assurance: Math.max(left.assurance, right.assurance),
    parent: uniteRequirements(left.parent, right.parent),
    value: uniteRequirements(left.value, right.value),
  };
}

function impliesScopes(left: readonly string[] | null, right: readonly string[] | null): boolean {
  // A group that names no scopes is for people: it admits fewer callers than any that names some.
  if (left === null) return true;
  return right?.every((scope) => left.includes(scope)) ?? false;
}

function holdsAll(left: readonly Requirement[], right: readonly Requirement[]): boolean {
  return right.every(({ key }) => left.some((requirement) => requirement.key === key));
}

function rebindRequirements(
  requirements: readonly Requirement[],
  coordinate: string,
  side: Side,
): readonly Requirement[] {
  return requirements.map((requirement) =>
    requirement.kind === 'owner'
      ? ownerRequirement(requirement.property, side)
      : policyRequirement(requirement.name, coordinate, side),
  );
}

function unite(left: readonly string[], right: readonly string[]): readonly string[] {
  return [...new Set([...left, ...right])].sort();
}

function uniteRequirements(
  left: readonly Requirement[],
  right: readonly Requirement[],
): readonly Requirement[] {
  return [...left, ...right.filter(({ key }) => !left.some((requirement) => requirement.key === key))];
}
