import type { GraphQLSchema } from 'graphql';
import {
  generateCaller,
  generateData,
  generateModes,
  generateTyping,
  type Manners,
} from './generate-data.js';
import { generateOperation } from './generate-operation.js';
import { generateSchema } from './generate-schema.js';
import { buildReferenceSchema } from './read-rules.js';
import { type Choices, createChoices } from './seeded-random.js';
import type { Request, World } from './types.js';

/** One generated world and the requests asked of it. */
export type Case = { readonly world: World; readonly requests: readonly Request[] };
/** How many of each. Several callers ask the same document, since servers remember documents across callers. */
export type CaseSize = { readonly operations: number; readonly callers: number };

/** The ladder of every generated world. */
export const ladder: readonly string[] = ['USER', 'SUPPORT', 'ADMIN'];

/** A world of that kind, and its schema as the reference reads it. */
export function generateWorld(choices: Choices, manners: Manners): { world: World; schema: GraphQLSchema } {
  const undeclared = choices.chance(12) ? choices.pick(['deny', 'deny', 'allow'] as const) : 'error';
  const sdl = generateSchema(choices, manners === 'smooth', undeclared !== 'error');
  const schema = buildReferenceSchema(sdl, undeclared);
  const queries = choices.chance(15) ? 'reject' : 'partial';
  const world: World = {
    sdl,
    roles: ladder,
    modes: generateModes(choices, schema),
    typing: generateTyping(choices),
    queries,
    undeclared,
  };
  return { world, schema };
}

/** A case made from a seed: the same seed makes the same case. */
export function generateCase(seed: number, size: CaseSize): Case {
  const choices = createChoices(seed);
  const manners: Manners = choices.chance(20) ? 'rough' : 'smooth';
  const { world, schema } = generateWorld(choices, manners);
  const sets = [generateData(choices, schema, manners), generateData(choices, schema, manners)];
  const requests: Request[] = [];
  for (let index = 0; index < size.operations; index += 1) {
    const operation = generateOperation(choices, schema);
    const data = choices.pick(sets);
    for (let each = 0; each < size.callers; each += 1) {
      requests.push({ ...operation, caller: generateCaller(choices), data });
    }
  }
  return { world, requests };
}
