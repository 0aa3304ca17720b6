import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAgreement } from './check-agreement.js';
import { caseSeeds, fuzzBudget, tolerateAbandonedLists } from './fuzz-budget.js';
import { generateCase } from './generate-case.js';

const size = { operations: 6, callers: 3 };

/**
 * Declares the test that compares the engine with the reference on that many generated operations, each
 * answered with the plan and by the guards alone.
 */
export function testAgreement(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases);
  tolerateAbandonedLists();
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

      // Scenarios whose combined rules exceed 64 groups are rejected at start-up and compare nothing.
      expect(skipped).toBeLessThan(numRuns * 0.05 + 1);
      expect(compared).toBeGreaterThanOrEqual(budget.cases);
    },
    budget.timeoutMs,
  );
}
