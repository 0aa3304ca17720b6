import { ANY_PRINCIPAL, CLOSED, OPEN, type Rule } from '../core/rule.js';
import { absorb, createCombine, MAX_GROUPS, ruleImplies } from '../core/rule-algebra.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { rootTypeNames } from '../schema/schema-types.js';
import { type Step, stepsBelow } from './element-steps.js';
import { isDecidedByCaller } from './reachability.js';

/** Who reaches an element on any path, as rules on roles and scopes alone. */
export interface Access {
  /** Who certainly may access it. */
  readonly certain: Rule;
  /** Who may access it under conditions, such as an owner, a policy or freshness. */
  readonly possible: Rule;
}

/** How rules are reduced to roles and scopes: so that they admit at most, or at least, who passes them. */
interface Reading {
  readonly reduce: (rule: Rule) => Rule;
  /** Whether a rule that has become too large is replaced by a weaker one, not by a stronger one. */
  readonly admitsMore: boolean;
}

const CERTAIN: Reading = {
  reduce: (rule) => (rule === OPEN ? OPEN : rule.filter(isDecidedByCaller)),
  admitsMore: false,
};

const POSSIBLE: Reading = {
  reduce: (rule) => (rule === OPEN ? OPEN : absorb(rule.map(withoutConditions))),
  admitsMore: true,
};

/**
 * The maximum number of groups that several ways to one element add up to. With more, the reading errs on its
 * safe side: `certain` admits fewer callers, `possible` more. With 64, a schema of 5,000 fields and 70 scopes
 * took 20 seconds.
 */
const MAX_WAYS = 16;

/** Returns a function that returns the access to an element by its coordinate. */
export function accessOf(guarded: GuardedSchema): (coordinate: string) => Access {
  const certain = elementRules(guarded, CERTAIN);
  const possible = elementRules(guarded, POSSIBLE);
  return (coordinate) => ({
    certain: certain.get(coordinate) ?? CLOSED,
    possible: possible.get(coordinate) ?? CLOSED,
  });
}

function withoutConditions(group: Rule[number]): Rule[number] {
  return { ...group, parent: [], value: [], freshWithin: Infinity, assurance: 0 };
}

/** Visits every type again whenever another path admits more callers to it. */
function elementRules(guarded: GuardedSchema, reading: Reading): ReadonlyMap<string, Rule> {
  const types = new Map<string, Rule>();
  const elements = new Map<string, Rule>();
  const queue = new Set<string>();
  const combine = createCombine();
  const reduced = new Map<Rule, Rule>();
  const reduce = (rule: Rule): Rule => {
    const known = reduced.get(rule) ?? reading.reduce(rule);
    reduced.set(rule, known);
    return known;
  };
  const and = (left: Rule, right: Rule): Rule => {
    const rule = combine(left, right);
    if (rule.length <= MAX_GROUPS) return rule;
    return reading.admitsMore ? left : CLOSED;
  };

  function admit(typeName: string, rule: Rule): void {
    const known = types.get(typeName) ?? CLOSED;
    if (ruleImplies(rule, known)) return;
    const admitted = either(known, rule, reading);
    if (admitted === known) return;
    types.set(typeName, admitted);
    queue.add(typeName);
  }

  function visit({ coordinate, rule, below, targets }: Step, from: Rule): void {
    const own = and(from, reduce(rule));
    const known = elements.get(coordinate) ?? CLOSED;
    if (!ruleImplies(own, known)) elements.set(coordinate, either(known, own, reading));
    for (const step of below) visit(step, own);
    for (const target of targets) admit(target.typeName, and(own, reduce(target.rule)));
  }

  for (const typeName of rootTypeNames(guarded.schema).keys()) admit(typeName, OPEN);
  for (const typeName of queue) {
    queue.delete(typeName);
    for (const step of stepsBelow(guarded, typeName)) visit(step, types.get(typeName) ?? CLOSED);
  }
  return elements;
}

/** Returns the disjunction of two rules. */
function either(left: Rule, right: Rule, { admitsMore }: Reading): Rule {
  if (left === OPEN || right === OPEN) return OPEN;
  const rule = absorb([...left, ...right]);
  if (rule.length <= Math.max(MAX_WAYS, left.length, right.length)) return rule;
  return admitsMore ? [ANY_PRINCIPAL] : left;
}
