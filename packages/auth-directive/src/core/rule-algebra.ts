import {
  type Group,
  OPEN,
  ownerRequirement,
  policyRequirement,
  type Requirement,
  type Rule,
  type Side,
} from './rule.js';

/** The maximum number of groups in a rule, both as written and as combined. */
export const MAX_GROUPS = 64;

/**
 * Returns the conjunction of two rules as an OR of ANDs with absorption: a caller passes it exactly when the
 * caller passes both. Combining with OPEN changes nothing; combining with CLOSED gives CLOSED.
 */
export function both(left: Rule, right: Rule): Rule {
  if (left === OPEN) return right;
  if (right === OPEN || left === right) return left;
  return absorb(left.flatMap((one) => right.map((other) => bothGroups(one, other))));
}

/** Returns the conjunction of all the rules; OPEN when there is none. */
export function all(rules: readonly Rule[], combine: Combine = both): Rule {
  return rules.reduce((left, right) => combine(left, right), OPEN);
}

/** `both`, or a memoized version of it. */
export type Combine = (left: Rule, right: Rule) => Rule;

/** Creates a `both` that is memoized by identity: a large schema has few different rules. */
export function createCombine(): Combine {
  const cache = new WeakMap<Rule, WeakMap<Rule, Rule>>();
  return function combine(left, right) {
    const partners = cache.get(left) ?? new WeakMap<Rule, Rule>();
    cache.set(left, partners);
    const combined = partners.get(right) ?? both(left, right);
    partners.set(right, combined);
    return combined;
  };
}

/** Removes the groups that another, weaker group makes redundant. Keeps the order. */
export function absorb(rule: Rule): Rule {
  return rule.filter(
    (group, index) =>
      !rule.some(
        // Of equal groups the first one is kept; a group is never dropped because of itself.
        (other, otherIndex) => implies(group, other) && (otherIndex < index || !implies(other, group)),
      ),
  );
}

/**
 * Returns whether every caller that passes `left` passes `right`, regardless of objects. Sufficient, and
 * exact per group.
 */
export function ruleImplies(left: Rule, right: Rule): boolean {
  return (
    right === OPEN || (left !== OPEN && left.every((group) => right.some((other) => implies(group, other))))
  );
}

/** Returns whether every caller that passes the group `left` passes the group `right`. */
export function implies(left: Group, right: Group): boolean {
  return (
    right.roles.every((role) => left.roles.includes(role)) &&
    left.freshWithin <= right.freshWithin &&
    left.assurance >= right.assurance &&
    impliesScopes(left.scopes, right.scopes) &&
    includesAll(left.parent, right.parent) &&
    includesAll(left.value, right.value)
  );
}

/** Moves the requirements on the parent object to the value that a field returns. */
export function bindToValue(rule: Rule, coordinate: string): Rule {
  if (!rule.some((group) => group.parent.length > 0)) return rule;
  return rule.map((group) => ({
    ...group,
    parent: [],
    value: rebindRequirements(group.parent, coordinate, 'value'),
  }));
}

/** Binds the policies of a rule on the parent object to the given schema element. */
export function bindToParent(rule: Rule, coordinate: string): Rule {
  if (!rule.some((group) => group.parent.some(({ kind }) => kind === 'policy'))) return rule;
  return rule.map((group) => ({ ...group, parent: rebindRequirements(group.parent, coordinate, 'parent') }));
}

/**
 * Returns the rule with its requirements on the value taken as met: the guard of the concrete type evaluates
 * them.
 */
export function withoutValueRequirements(rule: Rule): Rule {
  if (!rule.some((group) => group.value.length > 0)) return rule;
  return absorb(rule.map((group) => ({ ...group, value: [] })));
}

/**
 * Returns the rule with its policies on the parent taken as met: they were evaluated when the parent was
 * reached.
 */
export function withoutParentPolicies(rule: Rule): Rule {
  if (!rule.some((group) => group.parent.some(({ kind }) => kind === 'policy'))) return rule;
  return absorb(
    rule.map((group) => ({ ...group, parent: group.parent.filter(({ kind }) => kind !== 'policy') })),
  );
}

/** Returns a key that is equal for rules combined from the same parts in the same order. */
export function ruleKey(rule: Rule): string {
  return rule === OPEN ? 'OPEN' : JSON.stringify(rule.map(groupKey));
}

function groupKey(group: Group): unknown {
  const { roles, scopes, freshWithin, assurance, parent, value } = group;
  return [
    roles,
    scopes,
    String(freshWithin),
    assurance,
    parent.map(({ key }) => key),
    value.map(({ key }) => key),
  ];
}

function bothGroups(left: Group, right: Group): Group {
  return {
    roles: unite(left.roles, right.roles),
    scopes: left.scopes === null || right.scopes === null ? null : unite(left.scopes, right.scopes),
    freshWithin: Math.min(left.freshWithin, right.freshWithin),
    assurance: Math.max(left.assurance, right.assurance),
    parent: uniteRequirements(left.parent, right.parent),
    value: uniteRequirements(left.value, right.value),
  };
}

function impliesScopes(left: readonly string[] | null, right: readonly string[] | null): boolean {
  // A group without scopes admits only callers without scopes: fewer than any group that lists scopes.
  if (left === null) return true;
  return right?.every((scope) => left.includes(scope)) ?? false;
}

function includesAll(left: readonly Requirement[], right: readonly Requirement[]): boolean {
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
      : policyRequirement(requirement.name, coordinate, side, requirement.params),
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
