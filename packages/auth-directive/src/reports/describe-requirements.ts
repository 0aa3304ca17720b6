import { type Group, policyUse, type Requirement } from '../core/rule.js';

/** Returns the members of a group that a role alone does not decide, as text. */
export function conditionsOn({ parent, value, freshWithin, assurance }: Group): readonly string[] {
  return [
    ...[...parent, ...value].map(describeRequirement),
    ...(freshWithin === Infinity ? [] : [`freshWithin ${freshWithin}`]),
    ...(assurance === 0 ? [] : [`assurance ${assurance}`]),
  ];
}

export function describeRequirement(requirement: Requirement): string {
  return requirement.kind === 'owner' ? `owner ${requirement.property}` : `policy ${policyUse(requirement)}`;
}
