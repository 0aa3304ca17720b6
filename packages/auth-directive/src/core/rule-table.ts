import type { Rule } from './rule.js';
import { ruleKey } from './rule-algebra.js';

/** A rule with a small integer id, so that verdicts can be kept in an array. */
export interface CompiledRule {
  readonly id: number;
  readonly rule: Rule;
}

/** Returns the compiled rule; equal rules share one id. */
export type RuleTable = (rule: Rule) => CompiledRule;

export function createRuleTable(): RuleTable {
  const cached = new Map<string, CompiledRule>();
  const same = new WeakMap<Rule, CompiledRule>();

  function find(rule: Rule): CompiledRule {
    const key = ruleKey(rule);
    const existing = cached.get(key);
    if (existing !== undefined) return existing;
    const compiled = { id: cached.size, rule };
    cached.set(key, compiled);
    return compiled;
  }

  return function compile(rule) {
    const existing = same.get(rule);
    if (existing !== undefined) return existing;
    const compiled = find(rule);
    same.set(rule, compiled);
    return compiled;
  };
}
