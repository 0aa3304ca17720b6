import type { Demand, Group } from '../core/rule.js';

/** The members that a role alone does not decide. */
export function conditionsOn({ parent, value, freshWithin, assurance }: Group): readonly string[] {
  return [
    ...[...parent, ...value].map(demandInWords),
    ...(freshWithin === Infinity ? [] : [`freshWithin ${freshWithin}`]),
    ...(assurance === 0 ? [] : [`assurance ${assurance}`]),
  ];
}

/** One demand in words. */
export function demandInWords(demand: Demand): string {
  return demand.kind === 'owner' ? `owner ${demand.property}` : `policy ${demand.name}`;
}
