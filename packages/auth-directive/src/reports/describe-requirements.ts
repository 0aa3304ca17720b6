import { describeRequirement } from '../core/describe-group.js';
import type { Group } from '../core/rule.js';

/** Returns the members of a group that a role alone does not decide, as text. */
export function conditionsOn({ parent, value, freshWithin, assurance }: Group): readonly string[] {
  return [
    ...[...parent, ...value].map(describeRequirement),
    ...(freshWithin === Infinity ? [] : [`freshWithin ${freshWithin}`]),
    ...(assurance === 0 ? [] : [`assurance ${assurance}`]),
  ];
}
