import type { Finding } from '../core/auth-schema-error.js';
import { OPEN } from '../core/rule.js';
import { ruleKey } from '../core/rule-algebra.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { ElementRule, InputPosition } from '../schema/input-rules.js';

/**
 * Returns the elements whose rule in a schema differs from the rule that its guards enforce: the rule was
 * added or changed after the guards were created.
 */
export function changedElements(enforced: GuardedSchema, current: GuardedSchema): readonly Finding[] {
  if (enforced === current) return [];
  const before = effectsOf(enforced);
  const message = 'The rule was added or changed after transform and is not enforced.';
  return [...effectsOf(current)].flatMap(([coordinate, effect]) =>
    before.get(coordinate) === effect ? [] : [{ coordinate, message }],
  );
}

/** Returns what is enforced at each coordinate that has a rule, as a text that can be compared. */
function effectsOf({ fields, edges, inputs }: GuardedSchema): ReadonlyMap<string, string> {
  const effects = new Map<string, string>();
  for (const [coordinate, { rule, before, edge, nullOnDeny, filterOnDeny, elevates }] of fields) {
    if (rule === OPEN && !nullOnDeny && !filterOnDeny && !elevates) continue;
    effects.set(
      coordinate,
      [...[rule, before, edge].map(ruleKey), nullOnDeny, filterOnDeny, elevates].join(' '),
    );
  }
  for (const [name, { rule }] of edges) if (rule !== OPEN) effects.set(name, ruleKey(rule));
  const add = (element: ElementRule | undefined): void => {
    if (element !== undefined) effects.set(element.coordinate, ruleKey(element.compiled.rule));
  };
  const addPositions = (positions: Iterable<InputPosition>): void => {
    for (const { own } of positions) add(own);
  };
  for (const positions of inputs.fields.values()) addPositions(positions);
  for (const { own, fields: members, values } of inputs.types.values()) {
    add(own);
    addPositions(members.values());
    for (const value of values.values()) add(value);
  }
  return effects;
}
