import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngineIfValid } from './check-agreement.js';
import { findAnswerFault, findMatrixFault } from './check-matrix.js';
import { caseSeeds, fuzzBudget } from './fuzz-budget.js';
import { generateCase } from './generate-case.js';
import { buildReferenceSchema } from './read-rules.js';
import { describeFailure } from './shrink-failure.js';
import type { Request } from './types.js';

const size = { operations: 4, callers: 3 };

/** Returns the column of the matrix that has the verdicts on the caller. */
function columnOf({ caller }: Request): string | undefined {
  if (caller.kind === 'anonymous') return 'ANONYMOUS';
  const held = [caller.role ?? [], caller.roles ?? []].flat();
  return caller.scopes === undefined && held.length === 1 ? held[0] : undefined;
}

/** Checks one case. Returns how many cells and operations were compared. */
async function checkCase(seed: number): Promise<{ cells: number; compared: number }> {
  const { scenario, requests } = generateCase(seed, size);
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return { cells: 0, compared: 0 };
  const schema = buildReferenceSchema(scenario.sdl, scenario.undeclared);
  const matrix = engine.auth.matrix(engine.schema);
  const fault = findMatrixFault(schema, scenario.roles, matrix);
  if (fault !== undefined) throw new Error(`case ${seed}: ${fault}\n${scenario.sdl}`);
  // Below an elevating field the caller is not the one whose column is compared.
  const plain = requests.filter(({ source }) => !/\blogin\b/.test(source));
  for (const request of plain) {
    const column = columnOf(request);
    if (column === undefined) continue;
    const cells = new Map(matrix.rows.map(({ coordinate, cells: each }) => [coordinate, each[column]]));
    const verdictOf = (coordinate: string) => cells.get(coordinate)?.verdict;
    const found = findAnswerFault(schema, verdictOf, await engine.guarded(request));
    if (found !== undefined)
      throw new Error(`case ${seed}: ${found}\n${describeFailure({ scenario, request })}`);
  }
  return { cells: matrix.rows.length * matrix.roles.length, compared: plain.length };
}

/** Declares the test that compares the matrix with the reference and with answers of the engine. */
export function testMatrix(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases, 0.2);
  test(
    'agrees with the reference in every cell, and with the execution of every generated operation',
    async () => {
      let cells = 0;
      let compared = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        cells += result.cells;
        compared += result.compared;
      });
      const numRuns = Math.ceil((budget.cases * 1.5) / (size.operations * size.callers));

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      expect(compared).toBeGreaterThanOrEqual(budget.cases);
      expect(cells).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
}
