import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngineIfValid } from './check-agreement.js';
import { findDisagreement } from './find-disagreement.js';
import { caseSeeds, fuzzBudget } from './fuzz-budget.js';
import { generateScenario } from './generate-case.js';
import { generateCaller, generateData } from './generate-data.js';
import { generateOperation } from './generate-operation.js';
import { createReference } from './reference.js';
import { createSeededRandom } from './seeded-random.js';
import { describeFailure } from './shrink-failure.js';
import type { Actual, Expected } from './types.js';

const operations = 4;

/** Compares an answer; the start and the end of the source in the trace are no resolvers. */
function findFault(expected: Expected, actual: Actual): string | undefined {
  const refused = expected.refusal === undefined ? undefined : findDisagreement(expected, actual);
  if (expected.refusal !== undefined && (refused === undefined || expected.execution === undefined))
    return refused;
  const { execution } = expected;
  const trace = actual.trace.filter((step) => step !== 'source' && step !== 'closed');
  return findDisagreement(execution === undefined ? {} : { execution }, { ...actual, trace });
}

/** Checks one case. Returns how many subscriptions were refused, and how many delivered an event. */
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
    const expected = reference.answer(request, 'guarded');
    for (const run of ['subscribed', 'subscribedWithTools'] as const) {
      const actual = await engine[run](request);
      const found = findFault(expected, actual);
      if (found !== undefined) {
        throw new Error(
          `case ${seed}, ${run}: the engine ${found}\n${describeFailure({ scenario, request })}\nGOT ${actual.raw}`,
        );
      }
    }
    if (expected.refusal !== undefined) refused += 1;
  }
  return { refused, answered: operations - refused };
}

/** Declares the test that compares subscriptions with the reference. */
export function testSubscriptions(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases, 0.2);
  test(
    'are refused before their source starts, or evaluated again in each event',
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
}
