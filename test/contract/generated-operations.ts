import { expect, test } from '@jest/globals';
import { checkAgreement } from '../../packages/auth-directive/test/reference-model/check-agreement.js';
import { caseSeeds, fuzzBudget } from '../../packages/auth-directive/test/reference-model/fuzz-budget.js';
import {
  generateCaller,
  generateData,
  generateModes,
  generateTyping,
} from '../../packages/auth-directive/test/reference-model/generate-data.js';
import { generateOperation } from '../../packages/auth-directive/test/reference-model/generate-operation.js';
import { ownerNames } from '../../packages/auth-directive/test/reference-model/matrix-path-operation.js';
import { buildReferenceSchema } from '../../packages/auth-directive/test/reference-model/read-rules.js';
import {
  createSeededRandom,
  type SeededRandom,
} from '../../packages/auth-directive/test/reference-model/seeded-random.js';
import type { DataSet, Request, Scenario } from '../../packages/auth-directive/test/reference-model/types.js';
import { schemaText } from '../../src/schema-text.js';
import { fc } from '../helpers/fast-check.js';

const roles = ['USER', 'SUPPORT', 'ADMIN'];
const scenario: Scenario = { sdl: schemaText, roles, modes: {}, typing: 'typename', queries: 'partial' };
const schema = buildReferenceSchema(schemaText);

/** Declares the test that compares the engine with the reference on generated operations of the schema. */
export function testGeneratedOperations(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases, 0.1);
  test(
    'answers every generated operation like the reference',
    async () => {
      let compared = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const random = createSeededRandom(seed);
        const generatedScenario: Scenario = {
          ...scenario,
          modes: modesOf(random),
          typing: generateTyping(random),
        };
        const data = withOwners(generateData(random, schema, 'smooth'), () =>
          random.pick(['u1', 'u2', 'u3']),
        );
        const requests = Array.from({ length: 10 }, (): Request[] => {
          const operation = generateOperation(random, schema);
          return [1, 2, 3].map(() => ({ ...operation, caller: generateCaller(random), data }));
        });
        const result = await checkAgreement({ scenario: generatedScenario, requests: requests.flat() });
        compared += result.compared;
        if (result.found !== undefined) throw new Error(`case ${seed}\n${result.found}`);
      });

      await fc.assert(property, {
        numRuns: Math.ceil(budget.cases / 30),
        seed: budget.seed,
        endOnFailure: true,
      });

      expect(compared).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
}

/**
 * Generates how each field is resolved; owners are properties, not methods, since rules read them without
 * resolvers.
 */
function modesOf(random: SeededRandom): Scenario['modes'] {
  const modes = Object.entries(generateModes(random, schema));
  return Object.fromEntries(modes.filter(([coordinate]) => !/\.(id|userId)$/.test(coordinate)));
}

/** Returns the objects with owners; in this schema an owner is also a field. */
function withOwners(data: DataSet, owner: () => string): DataSet {
  return Object.fromEntries(
    Object.entries(data).map(([id, object]) => {
      const owners = Object.fromEntries(ownerNames.map((name) => [name, owner()]));
      const fieldValues = {
        ...object.fieldValues,
        ...('id' in object.fieldValues ? { id: owners['id'] ?? null } : {}),
      };
      return [id, { ...object, owners, fieldValues }];
    }),
  );
}
