import { policyNames } from './policies.js';
import type { SeededRandom } from './seeded-random.js';

/** The location of a directive, which decides which members are allowed. */
export type Site = 'object' | 'interface' | 'field' | 'rootType' | 'rootField' | 'input' | 'leaf';
const scopeNames = ['read', 'write', 'admin'];
const ownerNames = ['ownerId', 'authorId'];
const ageLimits = [100, 10_000];

/**
 * The policies of types: none reads arguments, since fields with different arguments have the same type;
 * most are asynchronous, for lists.
 */
const typePolicies = [
  'isFlagged',
  'isFlaggedLater',
  'isFlaggedLater',
  'isFlaggedInBatch',
  'isFlaggedInBatch',
  'isFirstUserLater',
  'isNamed',
  'isNamedInBatch',
  'rejects',
];

function policiesFor(site: Site): readonly string[] {
  if (site === 'leaf' || site === 'rootType') return [];
  return site === 'object' || site === 'interface' ? typePolicies : policyNames;
}

function members(random: SeededRandom, site: Site): string[] {
  const mayAskObject = site === 'object' || site === 'interface' || site === 'field';
  const found: string[] = [];
  if (random.chance(50))
    found.push(`requires: ${random.pick(['USER', 'USER', 'SUPPORT', 'BILLING', 'ADMIN'])}`);
  if (random.chance(35)) found.push(`scopes: [${random.some(scopeNames, 35).map((name) => `"${name}"`)}]`);
  if (mayAskObject && random.chance(30)) found.push(`owner: "${random.pick(ownerNames)}"`);
  if (random.chance(12)) found.push(`freshWithin: ${random.pick(ageLimits)}`);
  if (random.chance(10)) found.push(`assurance: ${random.pick([1, 2, 2, 3])}`);
  const policies = policiesFor(site);
  if (policies.length > 0 && random.chance(25)) found.push(...policyUse(random, random.pick(policies)));
  return found.length > 0 ? found : ['requires: USER'];
}

/** Returns a policy, with parameters where it reads them. */
function policyUse(random: SeededRandom, policy: string): readonly string[] {
  if (!policy.startsWith('isNamed') || random.chance(10)) return [`policy: "${policy}"`];
  const params = random.pick(['["u1"]', '["u2", "u1"]', '"u3"', '["nobody"]']);
  return [`policy: "${policy}"`, `params: ${params}`];
}

/** The rules that every generated schema names; none asks an object, so that they are allowed anywhere. */
export const namedRules: string = `extend schema
  @authRule(name: "support", requires: SUPPORT)
  @authRule(name: "scoped", anyOf: [{ requires: USER, scopes: ["read"] }, { requires: ADMIN }])
  @authRule(name: "strong", assurance: 2, rule: "support")`;

function directive(random: SeededRandom, site: Site, onDeny: string | undefined): string {
  const parts = random.chance(60) ? members(random, site) : [];
  if (random.chance(8)) parts.push(`rule: "${random.pick(['support', 'scoped', 'strong'])}"`);
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

/** A value of `onDeny` that answers a refusal without an error. */
export type SilentAnswer = 'NULL' | 'FILTER';

/** Generates one directive, sometimes two, as SDL, sometimes with one of these values of `onDeny`. */
export function generateRule(
  random: SeededRandom,
  site: Site,
  answers: readonly SilentAnswer[] = [],
): string {
  const isPossible = answers.length > 0;
  const onDeny =
    isPossible && random.chance(35)
      ? random.pick(answers)
      : random.chance(3) && isPossible
        ? 'ERROR'
        : undefined;
  const first = directive(random, site, onDeny);
  return random.chance(12) ? first + directive(random, site, undefined) : first;
}

/** Generates a rule with that probability in percent, else an empty string. */
export function maybeRule(
  random: SeededRandom,
  percent: number,
  site: Site,
  answers: readonly SilentAnswer[] = [],
): string {
  return random.chance(percent) ? generateRule(random, site, answers) : '';
}
