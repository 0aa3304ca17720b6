import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { engineFor } from '../reference-model/check-agreement.js';
import { budgetOf, caseSeeds, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateCase } from '../reference-model/generate-case.js';
import { buildReferenceSchema } from '../reference-model/read-rules.js';
import { createChoices } from '../reference-model/seeded-random.js';
import { describe as inWords } from '../reference-model/shrink-failure.js';
import { twinOf } from '../reference-model/vary-hidden-data.js';

// A case is one operation of one caller, asked four times: of both data sets, with the plan and by the guards alone.
const size = { operations: 8, callers: 4 };
const budget = budgetOf(2_000);

async function checkCase(seed: number): Promise<{ asked: number; changes: number }> {
  const { world, requests } = generateCase(seed, size);
  const engine = engineFor(world);
  if (engine === undefined) return { asked: 0, changes: 0 };
  const schema = buildReferenceSchema(world.sdl, world.undeclared);
  const choices = createChoices(seed + 1);
  let changes = 0;
  for (const request of requests) {
    const twin = twinOf(choices, schema, world.roles, request);
    changes += twin.changes;
    for (const way of ['planned', 'guarded'] as const) {
      const first = await engine[way](request);
      const second = await engine[way]({ ...request, data: twin.data });
      if (first.raw !== second.raw) {
        throw new Error(
          [
            `case ${seed}, ${way}`,
            inWords({ world, request }),
            JSON.stringify(twin.data),
            first.raw,
            second.raw,
          ].join('\n'),
        );
      }
    }
  }
  return { asked: requests.length, changes };
}

beforeAll(withoutStackTraces);

describe('non-interference', () => {
  test(
    'two data sets that differ only in what the caller may not see are answered with the same bytes',
    async () => {
      let asked = 0;
      let changes = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        asked += result.asked;
        changes += result.changes;
      });
      const numRuns = Math.ceil((budget.cases * 1.05) / (size.operations * size.callers));

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      // A law about differences is worth nothing where nothing differs.
      expect(changes).toBeGreaterThan(asked);
      expect(asked).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
});
