import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngineIfValid } from '../reference-model/check-agreement.js';
import { findAnswerFault, findMatrixFault } from '../reference-model/check-matrix.js';
import { caseSeeds, fuzzBudget, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateCase } from '../reference-model/generate-case.js';
import { buildReferenceSchema } from '../reference-model/read-rules.js';
import { describe as describeFailure } from '../reference-model/shrink-failure.js';

const size = { operations: 4, callers: 3 };
const budget = fuzzBudget(400, 0.2);

beforeAll(withoutStackTraces);

/** Asks one case; answers how many cells and operations were compared. */
async function checkCase(seed: number): Promise<{ cells: number; asked: number }> {
  const { scenario, requests } = generateCase(seed, size);
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return { cells: 0, asked: 0 };
  const schema = buildReferenceSchema(scenario.sdl, scenario.undeclared);
  const matrix = engine.auth.matrix(engine.schema);
  const fault = findMatrixFault(schema, scenario.roles, matrix);
  if (fault !== undefined) throw new Error(`case ${seed}: ${fault}\n${scenario.sdl}`);
  // Below an elevating field another caller is judged than the one whose column is read.
  const plain = requests.filter(({ source }) => !/\blogin\b/.test(source));
  for (const request of plain) {
    const found = findAnswerFault(schema, matrix, request, await engine.guarded(request));
    if (found !== undefined)
      throw new Error(`case ${seed}: ${found}\n${describeFailure({ scenario, request })}`);
  }
  return { cells: matrix.rows.length * matrix.roles.length, asked: plain.length };
}

describe('the matrix', () => {
  test(
    'agrees with the guarantees in every cell, and with the runtime on every generated operation',
    async () => {
      let cells = 0;
      let asked = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        cells += result.cells;
        asked += result.asked;
      });
      const numRuns = Math.ceil((budget.cases * 1.5) / (size.operations * size.callers));

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      expect(asked).toBeGreaterThanOrEqual(budget.cases);
      expect(cells).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
});
