import type { GraphQLSchema } from 'graphql';
import {
  generateCaller,
  generateData,
  generateModes,
  generateTyping,
  type HostBehavior,
} from './generate-data.js';
import { generateOperation } from './generate-operation.js';
import { generateSchema } from './generate-schema.js';
import { buildReferenceSchema } from './read-rules.js';
import { createSeededRandom, type SeededRandom } from './seeded-random.js';
import type { ReferenceRoles, Request, Scenario } from './types.js';

/** One generated scenario and its requests. */
export type Case = { readonly scenario: Scenario; readonly requests: readonly Request[] };
/**
 * The numbers of operations and callers. Several callers send the same document, since servers cache
 * documents across callers.
 */
export type CaseSize = { readonly operations: number; readonly callers: number };

const roleNames: readonly string[] = ['USER', 'SUPPORT', 'BILLING', 'ADMIN'];

/** Generates a ladder or a random partial order of the roles. */
export function generateRoleHierarchy(random: SeededRandom): ReferenceRoles {
  if (random.chance(40)) return roleNames;
  const isReversed = random.chance(10);
  const inOrder = isReversed ? roleNames.toReversed() : roleNames;
  return Object.fromEntries(inOrder.map((role, index) => [role, random.some(inOrder.slice(0, index), 55)]));
}

/** Generates a scenario, and its schema as the reference reads it. */
export function generateScenario(
  random: SeededRandom,
  hostBehavior: HostBehavior,
): { scenario: Scenario; schema: GraphQLSchema } {
  const undeclared = random.chance(12) ? random.pick(['deny', 'deny', 'allow'] as const) : 'error';
  const sdl = generateSchema(random, hostBehavior === 'smooth', undeclared !== 'error');
  const schema = buildReferenceSchema(sdl, undeclared);
  const queries = random.chance(15) ? 'reject' : 'partial';
  const scenario: Scenario = {
    sdl,
    roles: generateRoleHierarchy(random),
    modes: generateModes(random, schema),
    typing: generateTyping(random),
    queries,
    undeclared,
  };
  return { scenario, schema };
}

/** Generates a case; the same seed gives the same case. */
export function generateCase(seed: number, size: CaseSize): Case {
  const random = createSeededRandom(seed);
  const hostBehavior: HostBehavior = random.chance(20) ? 'rough' : 'smooth';
  const { scenario, schema } = generateScenario(random, hostBehavior);
  const sets = [generateData(random, schema, hostBehavior), generateData(random, schema, hostBehavior)];
  const requests: Request[] = [];
  for (let index = 0; index < size.operations; index += 1) {
    const operation = generateOperation(random, schema);
    const data = random.pick(sets);
    for (let each = 0; each < size.callers; each += 1) {
      requests.push({ ...operation, caller: generateCaller(random), data });
    }
  }
  return { scenario, requests };
}
