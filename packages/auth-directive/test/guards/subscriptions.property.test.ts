import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { engineFor } from '../reference-model/check-agreement.js';
import { disagreement } from '../reference-model/find-disagreement.js';
import { budgetOf, caseSeeds, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateWorld } from '../reference-model/generate-case.js';
import { generateCaller, generateData } from '../reference-model/generate-data.js';
import { generateOperation } from '../reference-model/generate-operation.js';
import { createReference } from '../reference-model/reference.js';
import { createChoices } from '../reference-model/seeded-random.js';
import { describe as inWords } from '../reference-model/shrink-failure.js';
import type { Actual, Expected } from '../reference-model/types.js';

const operations = 4;
const budget = budgetOf(300, 0.2);

beforeAll(withoutStackTraces);

/** A source may start only where the laws have an event executed; the step of its start is no resolver's. */
function faultOf(expected: Expected, actual: Actual): string | undefined {
  const refused = expected.refusal === undefined ? undefined : disagreement(expected, actual);
  if (expected.refusal !== undefined && (refused === undefined || expected.execution === undefined))
    return refused;
  const { execution } = expected;
  const trace = actual.trace.filter((step) => step !== 'source' && step !== 'closed');
  return disagreement(execution === undefined ? {} : { execution }, { ...actual, trace });
}

/** Asks one case; answers how many subscriptions were refused, and how many were answered with an event. */
async function checkCase(seed: number): Promise<{ refused: number; answered: number }> {
  const choices = createChoices(seed);
  const { world, schema } = generateWorld(choices, 'smooth');
  const engine = engineFor(world);
  if (engine === undefined) return { refused: 0, answered: 0 };
  const reference = createReference(world);
  let refused = 0;
  for (let index = 0; index < operations; index += 1) {
    const operation = generateOperation(choices, schema, 'subscription');
    const data = generateData(choices, schema, 'smooth');
    const request = { ...operation, caller: generateCaller(choices), data };
    const actual = await engine.subscribed(request);
    const expected = reference.answer(request, 'guarded');
    const found = faultOf(expected, actual);
    if (found !== undefined) {
      throw new Error(`case ${seed}: the engine ${found}\n${inWords({ world, request })}\nGOT ${actual.raw}`);
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
