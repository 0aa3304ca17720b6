import { conditionsOn } from '../core/describe-group.js';
import { includedRoles, isTotalOrder, type RoleHierarchy, strongestRoles } from '../core/role-hierarchy.js';
import { CLOSED, type Rule } from '../core/rule.js';
import { ruleImplies } from '../core/rule-algebra.js';
import type { Matrix, MatrixChange } from './matrix.js';

/** The `role` of a change that concerns only callers with several roles. */
export const SEVERAL_ROLES = 'SEVERAL_ROLES';

/**
 * Returns what callers with several roles gain and lose from one matrix to another, by the rules of the
 * elements themselves. Where every role includes all weaker ones, several roles are worth their strongest.
 */
export function severalRolesChanges(before: Matrix, after: Matrix): readonly MatrixChange[] {
  if (isTotalOrder(before.hierarchy) && isTotalOrder(after.hierarchy)) return [];
  const [old, now] = [rulesOf(before), rulesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((coordinate) => {
    const from = old.get(coordinate) ?? CLOSED;
    const to = now.get(coordinate) ?? CLOSED;
    const words = `${describe(from, before.hierarchy)} -> ${describe(to, after.hierarchy)}`;
    const change = (kind: MatrixChange['kind']): MatrixChange => {
      const verb = kind === 'gain' ? 'gain' : 'lose';
      return {
        coordinate,
        role: SEVERAL_ROLES,
        kind,
        words: `Several roles together ${verb} ${coordinate}: ${words}`,
      };
    };
    return [
      ...(ruleImplies(asSeenBy(before.hierarchy, to, after.hierarchy), from) ? [] : [change('gain')]),
      ...(ruleImplies(asSeenBy(after.hierarchy, from, before.hierarchy), to) ? [] : [change('loss')]),
    ];
  });
}

function rulesOf({ rows }: Matrix): ReadonlyMap<string, Rule> {
  return new Map(rows.map(({ coordinate, rule }) => [coordinate, rule]));
}

/** Returns the rule with the roles that its weakest callers have in another hierarchy. */
function asSeenBy(other: RoleHierarchy, rule: Rule, own: RoleHierarchy): Rule {
  if (other === own) return rule;
  return rule.map((group) => ({
    ...group,
    roles: [...includedRoles(other, strongestRoles(own, group.roles))],
  }));
}

function describe(rule: Rule, hierarchy: RoleHierarchy): string {
  if (rule.length === 0) return 'nobody';
  const groups = rule.map((group) => {
    const roles = strongestRoles(hierarchy, group.roles).map((role) => `requires ${role}`);
    return [...roles, ...conditionsOn(group)].join(' and ') || 'every caller that reaches it';
  });
  return [...new Set(groups)].join(', or ');
}
