import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngineIfValid } from './check-agreement.js';
import { caseSeeds, fuzzBudget } from './fuzz-budget.js';
import { generateCase } from './generate-case.js';
import { buildReferenceSchema } from './read-rules.js';
import { createSeededRandom } from './seeded-random.js';
import { describeFailure } from './shrink-failure.js';
import { varyHiddenData } from './vary-hidden-data.js';

// Each operation of each caller runs four times: on both data sets, with the plan and by the guards alone.
const size = { operations: 8, callers: 4 };

async function checkCase(seed: number): Promise<{ compared: number; changes: number }> {
  const { scenario, requests } = generateCase(seed, size);
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return { compared: 0, changes: 0 };
  const schema = buildReferenceSchema(scenario.sdl, scenario.undeclared);
  const random = createSeededRandom(seed + 1);
  let changes = 0;
  for (const request of requests) {
    const varied = varyHiddenData(random, schema, scenario.roles, request);
    changes += varied.changes;
    for (const executionMode of ['planned', 'guarded'] as const) {
      const first = await engine[executionMode](request);
      const second = await engine[executionMode]({ ...request, data: varied.data });
      if (first.raw !== second.raw) {
        throw new Error(
          [
            `case ${seed}, ${executionMode}`,
            describeFailure({ scenario, request }),
            JSON.stringify(varied.data),
            first.raw,
            second.raw,
          ].join('\n'),
        );
      }
    }
  }
  return { compared: requests.length, changes };
}

/** Declares the test that compares answers on data sets that differ only in what the caller may not read. */
export function testNonInterference(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases);
  test(
    'data sets that differ only in what the caller may not read have byte-identical answers',
    async () => {
      let compared = 0;
      let changes = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        compared += result.compared;
        changes += result.changes;
      });
      const numRuns = Math.ceil((budget.cases * 1.05) / (size.operations * size.callers));

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      // The data sets must differ for the comparison to prove anything.
      expect(changes).toBeGreaterThan(compared);
      expect(compared).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
}
