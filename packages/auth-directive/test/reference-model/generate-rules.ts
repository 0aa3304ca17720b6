import { policyNames } from './policies.js';
import type { Choices } from './seeded-random.js';

/** Where a directive is to stand; it decides which members may be written. */
export type Site = 'object' | 'interface' | 'field' | 'rootType' | 'rootField' | 'input' | 'leaf';
const scopeNames = ['read', 'write', 'admin'];
const ownerNames = ['ownerId', 'authorId'];
const ageLimits = [100, 10_000];

/** What types ask: never arguments, since many fields with other arguments lead to one type; often later, for lists of them. */
const typePolicies = [
  'isFlagged',
  'isFlaggedLater',
  'isFlaggedLater',
  'isFlaggedInBatch',
  'isFlaggedInBatch',
  'isFirstPersonLater',
  'rejects',
];

function policiesFor(site: Site): readonly string[] {
  if (site === 'leaf' || site === 'rootType') return [];
  return site === 'object' || site === 'interface' ? typePolicies : policyNames;
}

function members(choices: Choices, site: Site): string[] {
  const mayAskObject = site === 'object' || site === 'interface' || site === 'field';
  const found: string[] = [];
  if (choices.chance(50)) found.push(`requires: ${choices.pick(['USER', 'USER', 'SUPPORT', 'ADMIN'])}`);
  if (choices.chance(35)) found.push(`scopes: [${choices.some(scopeNames, 35).map((name) => `"${name}"`)}]`);
  if (mayAskObject && choices.chance(30)) found.push(`owner: "${choices.pick(ownerNames)}"`);
  if (choices.chance(12)) found.push(`freshWithin: ${choices.pick(ageLimits)}`);
  if (choices.chance(10)) found.push(`assurance: ${choices.pick([1, 2, 2, 3])}`);
  const policies = policiesFor(site);
  if (policies.length > 0 && choices.chance(25)) found.push(`policy: "${choices.pick(policies)}"`);
  return found.length > 0 ? found : ['requires: USER'];
}

function directive(choices: Choices, site: Site, onDeny: string | undefined): string {
  const parts = choices.chance(60) ? members(choices, site) : [];
  if (parts.length === 0 || choices.chance(15)) {
    const groups = Array.from(
      { length: 1 + choices.below(3) },
      () => `{ ${members(choices, site).join(', ')} }`,
    );
    parts.push(`anyOf: [${groups.join(', ')}]`);
  }
  if (onDeny !== undefined) parts.push(`onDeny: ${onDeny}`);
  return ` @auth(${parts.join(', ')})`;
}

/** One directive, sometimes two, as they are written in a schema; `mayBeNull` allows `onDeny: NULL`. */
export function generateRule(choices: Choices, site: Site, mayBeNull = false): string {
  const onDeny =
    mayBeNull && choices.chance(35) ? 'NULL' : choices.chance(3) && mayBeNull ? 'ERROR' : undefined;
  const first = directive(choices, site, onDeny);
  return choices.chance(12) ? first + directive(choices, site, undefined) : first;
}

/** A rule that many times in a hundred, else nothing. */
export function perhapsRule(choices: Choices, percent: number, site: Site, mayBeNull = false): string {
  return choices.chance(percent) ? generateRule(choices, site, mayBeNull) : '';
}
