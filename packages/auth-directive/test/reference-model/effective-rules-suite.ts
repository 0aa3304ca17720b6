import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { effectiveRules } from '../../src/schema/effective-rules.js';
import { createEngineIfValid } from './check-agreement.js';
import { caseSeeds, fuzzBudget } from './fuzz-budget.js';
import { generateCase } from './generate-case.js';

/** Declares the test of the number of groups in effective rules. */
export function testEffectiveRules(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases, 0.1);
  test('the rule of a guard never has more groups than the full rule, which is limited at start-up', () => {
    let fields = 0;
    const property = fc.property(caseSeeds, (seed) => {
      const engine = createEngineIfValid(generateCase(seed, { operations: 0, callers: 0 }).scenario);
      if (engine === undefined) return;
      const { schema, auth } = engine;
      for (const { coordinate, rule, full } of effectiveRules(
        schema,
        auth.readPolicy(schema),
      ).fields.values()) {
        fields += 1;
        if (rule.length > full.length) throw new Error(`case ${seed}: ${coordinate}`);
      }
    });

    fc.assert(property, { numRuns: budget.cases, seed: budget.seed, endOnFailure: true });

    expect(fields).toBeGreaterThan(budget.cases);
  });
}
