import { lackOf } from '../core/evaluate-rule.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import { OPEN, type Rule } from '../core/rule.js';

/**
 * Returns whether a rule refuses a caller whatever the object is and however recent the authentication is:
 * each of its groups lacks a role or scopes. An owner, a policy, freshness and assurance count as met.
 */
export function isRefusedByFacts(rule: Rule, resolvedCaller: ResolvedCaller): boolean {
  if (rule === OPEN) return false;
  if (resolvedCaller.kind === 'anonymous') return true;
  return rule.every((group) => {
    const { other, scopes } = lackOf(group, resolvedCaller, 0);
    return other || scopes;
  });
}
