import { policyNames } from './policies.js';
import type { SeededRandom } from './seeded-random.js';

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
  'isFirstUserLater',
  'rejects',
];

function policiesFor(site: Site): readonly string[] {
  if (site === 'leaf' || site === 'rootType') return [];
  return site === 'object' || site === 'interface' ? typePolicies : policyNames;
}

function members(random: SeededRandom, site: Site): string[] {
  const mayAskObject = site === 'object' || site === 'interface' || site === 'field';
  const found: string[] = [];
  if (random.chance(50)) found.push(`requires: ${random.pick(['USER', 'USER', 'SUPPORT', 'ADMIN'])}`);
  if (random.chance(35)) found.push(`scopes: [${random.some(scopeNames, 35).map((name) => `"${name}"`)}]`);
  if (mayAskObject && random.chance(30)) found.push(`owner: "${random.pick(ownerNames)}"`);
  if (random.chance(12)) found.push(`freshWithin: ${random.pick(ageLimits)}`);
  if (random.chance(10)) found.push(`assurance: ${random.pick([1, 2, 2, 3])}`);
  const policies = policiesFor(site);
  if (policies.length > 0 && random.chance(25)) found.push(`policy: "${random.pick(policies)}"`);
  return found.length > 0 ? found : ['requires: USER'];
}

function directive(random: SeededRandom, site: Site, onDeny: string | undefined): string {
  const parts = random.chance(60) ? members(random, site) : [];
  if (parts.length === 0 || random.chance(15)) {
    const groups = Array.from(
      { length: 1 + random.below(3) },
      () => `{ ${members(random, site).join(', ')} }`,
    );
    parts.push(`anyOf: [${groups.join(', ')}]`);
  }
  if (onDeny !== undefined) parts.push(`onDeny: ${onDeny}`);
  return ` @auth(${parts.join(', ')})`;
}

/** One directive, sometimes two, as they are written in a schema; `mayBeNull` allows `onDeny: NULL`. */
export function generateRule(random: SeededRandom, site: Site, mayBeNull = false): string {
  const onDeny =
    mayBeNull && random.chance(35) ? 'NULL' : random.chance(3) && mayBeNull ? 'ERROR' : undefined;
  const first = directive(random, site, onDeny);
  return random.chance(12) ? first + directive(random, site, undefined) : first;
}

/** A rule that many times in a hundred, else nothing. */
export function maybeRule(random: SeededRandom, percent: number, site: Site, mayBeNull = false): string {
  return random.chance(percent) ? generateRule(random, site, mayBeNull) : '';
}
