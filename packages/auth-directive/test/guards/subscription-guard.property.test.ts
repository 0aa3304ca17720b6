import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngineIfValid } from '../reference-model/check-agreement.js';
import { findDisagreement } from '../reference-model/find-disagreement.js';
import { caseSeeds, fuzzBudget, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateScenario } from '../reference-model/generate-case.js';
import { generateCaller, generateData } from '../reference-model/generate-data.js';
import { generateOperation } from '../reference-model/generate-operation.js';
import { createReference } from '../reference-model/reference.js';
import { createSeededRandom } from '../reference-model/seeded-random.js';
import { describe as describeFailure } from '../reference-model/shrink-failure.js';
import type { Actual, Expected } from '../reference-model/types.js';

const operations = 4;
const budget = fuzzBudget(300, 0.2);

beforeAll(withoutStackTraces);

/** A source may start only where the guarantees have an event executed; the step of its start is no resolver's. */
function findFault(expected: Expected, actual: Actual): string | undefined {
  const refused = expected.refusal === undefined ? undefined : findDisagreement(expected, actual);
  if (expected.refusal !== undefined && (refused === undefined || expected.execution === undefined))
    return refused;
  const { execution } = expected;
  const trace = actual.trace.filter((step) => step !== 'source' && step !== 'closed');
  return findDisagreement(execution === undefined ? {} : { execution }, { ...actual, trace });
}

/** Asks one case; answers how many subscriptions were refused, and how many were answered with an event. */
async function checkCase(seed: number): Promise<{ refused: number; answered: number }> {
  const random = createSeededRandom(seed);
  const { scenario, schema } = generateScenario(random, 'smooth');
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return { refused: 0, answered: 0 };
  const reference = createReference(scenario);
  let refused = 0;
  for (let index = 0; index < operations; index += 1) {
    const operation = generateOperation(random, schema, 'subscription');
    const data = generateData(random, schema, 'smooth');
    const request = { ...operation, caller: generateCaller(random), data };
    const actual = await engine.subscribed(request);
    const expected = reference.answer(request, 'guarded');
    const found = findFault(expected, actual);
    if (found !== undefined) {
      throw new Error(
        `case ${seed}: the engine ${found}\n${describeFailure({ scenario, request })}\nGOT ${actual.raw}`,
      );
    }
    if (expected.refusal !== undefined) refused += 1;
  }
  return { refused, answered: operations - refused };
}

describe('subscriptions', () => {
  test(
    'are refused before their source starts, or judged anew in each event',
    async () => {
      let refused = 0;
      let answered = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        refused += result.refused;
        answered += result.answered;
      });
      const numRuns = Math.ceil((budget.cases * 1.05) / operations);

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      expect(refused).toBeGreaterThan(numRuns / 2);
      expect(answered).toBeGreaterThan(numRuns / 2);
    },
    budget.timeoutMs,
  );
});
