import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngineIfValid } from './check-agreement.js';
import type { Engine } from './engine.js';
import { runs } from './engine.js';
import { caseSeeds, fuzzBudget, tolerateAbandonedLists } from './fuzz-budget.js';
import { generateCase } from './generate-case.js';
import { buildReferenceSchema } from './read-rules.js';
import { createSeededRandom } from './seeded-random.js';
import { describeFailure } from './shrink-failure.js';
import type { Actual, DataSet, Path, Request, Scenario } from './types.js';
import { varyHiddenData } from './vary-hidden-data.js';
import { varyRefusedItems } from './vary-refused-items.js';

// Each operation of each caller runs six times: on both data sets, with the plan, by the guards alone, and on
// the executor of graphql-tools.
const size = { operations: 8, callers: 4 };

/** Returns another data set that the caller must not be able to tell from the first. */
type Vary = (...args: Parameters<typeof varyHiddenData>) => {
  readonly data: DataSet;
  readonly changes: number;
};

async function checkCase(
  seed: number,
  vary: Vary,
  textOf: (actual: Actual) => string,
): Promise<{ compared: number; changes: number }> {
  const { scenario, requests } = generateCase(seed, size);
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return { compared: 0, changes: 0 };
  const schema = buildReferenceSchema(scenario.sdl, scenario.undeclared);
  const random = createSeededRandom(seed + 1);
  let changes = 0;
  for (const request of requests) {
    const varied = vary(random, schema, scenario.roles, request);
    changes += varied.changes;
    if (varied.changes > 0) await compare(engine, scenario, request, varied.data, textOf, `case ${seed}`);
  }
  return { compared: requests.length, changes };
}

async function compare(
  engine: Engine,
  scenario: Scenario,
  request: Request,
  data: DataSet,
  textOf: (actual: Actual) => string,
  title: string,
): Promise<void> {
  for (const executionMode of runs) {
    const first = textOf(await engine[executionMode](request));
    const second = textOf(await engine[executionMode]({ ...request, data }));
    if (first === second) continue;
    const failure = describeFailure({ scenario, request });
    throw new Error([`${title}, ${executionMode}`, failure, JSON.stringify(data), first, second].join('\n'));
  }
}

/**
 * Returns the data, and the errors whose nulls are in it, in a fixed order. Which of several errors is
 * reported for a null that they share, and in which order errors occur, depends on how long policies take.
 */
function dataAndErrors({ data, errors, status }: Actual): string {
  const visible = errors.filter(({ path = [] }) => isAt(data, path));
  return JSON.stringify({ data, status, errors: visible.map((error) => JSON.stringify(error)).sort() });
}

function isAt(data: unknown, path: Path): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return typeof data === 'object' && data !== null && isAt(Reflect.get(data, key), rest);
}

/**
 * Declares the tests that compare answers on data sets that differ only in what the caller may not read, and
 * in how many items a list with `onDeny: FILTER` leaves out.
 */
export function testNonInterference(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases);
  tolerateAbandonedLists();
  test.each([
    ['only in what the caller may not read have byte-identical answers', varyHiddenData, rawOf, 1],
    [
      'only in how many items are left out have the same data and errors',
      varyRefusedItems,
      dataAndErrors,
      0.02,
    ],
  ])(
    'data sets that differ %s',
    async (_, vary, textOf, minimum) => {
      let compared = 0;
      let changes = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed, vary, textOf);
        compared += result.compared;
        changes += result.changes;
      });
      const numRuns = Math.ceil((budget.cases * 1.05) / (size.operations * size.callers));

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      // The data sets must differ for the comparison to prove anything.
      expect(changes).toBeGreaterThan(compared * minimum);
      expect(compared).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
}

function rawOf({ raw }: Actual): string {
  return raw;
}
