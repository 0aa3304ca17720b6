import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAgreement } from '../reference-model/check-agreement.js';
import { executeOverHttp } from '../reference-model/execute-over-http.js';
import { findDisagreement } from '../reference-model/find-disagreement.js';
import { caseSeeds, fuzzBudget, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateCase } from '../reference-model/generate-case.js';
import { createReference } from '../reference-model/reference.js';
import { inputExamples, ruleExamples } from '../reference-model/rule-examples.js';
import {
  requestOf,
  type SpecificationExample,
  scenarioOf,
} from '../reference-model/specification-example.js';
import {
  elevationExamples,
  structureExamples,
  valueExamples,
} from '../reference-model/structure-examples.js';

const size = { operations: 6, callers: 3 };
const rows: readonly SpecificationExample[] = [
  ...ruleExamples,
  ...structureExamples,
  ...valueExamples,
  ...elevationExamples,
  ...inputExamples,
];
const budget = fuzzBudget(2_000);

beforeAll(withoutStackTraces);

describe('the engine and the reference', () => {
  test.each(rows.map((row): [string, SpecificationExample] => [row.guarantee, row]))(
    'agree that %s',
    async (_, row) => {
      const result = await checkAgreement({ scenario: scenarioOf(row), requests: [requestOf(row)] });

      expect(result).toEqual({ compared: 1, found: undefined });
    },
  );

  test.each(rows.map((row): [string, SpecificationExample] => [row.guarantee, row]))(
    'agree over HTTP that %s',
    async (_, row) => {
      const [scenario, request] = [scenarioOf(row), requestOf(row)];

      const actual = await executeOverHttp(scenario, request);

      expect(findDisagreement(createReference(scenario).answer(request, 'planned'), actual)).toBeUndefined();
    },
  );

  test(
    'agree on every generated operation, with the plan and with the guards alone',
    async () => {
      let compared = 0;
      let skipped = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkAgreement(generateCase(seed, size));
        compared += result.compared;
        if (result.compared === 0) skipped += 1;
        if (result.found !== undefined) throw new Error(`case ${seed}\n${result.found}`);
      });
      const numRuns = Math.ceil((budget.cases * 1.05) / (size.operations * size.callers));

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      // Worlds whose rules multiply beyond 64 groups are refused at start; they may not eat up the budget.
      expect(skipped).toBeLessThan(numRuns * 0.05 + 1);
      expect(compared).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
});
