import type { Requirement, Group } from '../core/rule.js';

/** The members that a role alone does not decide. */
export function conditionsOn({ parent, value, freshWithin, assurance }: Group): readonly string[] {
  return [
    ...[...parent, ...value].map(describeRequirement),
    ...(freshWithin === Infinity ? [] : [`freshWithin ${freshWithin}`]),
    ...(assurance === 0 ? [] : [`assurance ${assurance}`]),
  ];
}

/** One requirement in words. */
export function describeRequirement(requirement: Requirement): string {
  return requirement.kind === 'owner' ? `owner ${requirement.property}` : `policy ${requirement.name}`;
}
