import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { effectiveRules } from '../../src/schema/effective-rules.js';
import { createEngineIfValid } from '../reference-model/check-agreement.js';
import { caseSeeds, fuzzBudget, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateCase } from '../reference-model/generate-case.js';

const budget = fuzzBudget(400, 0.2);

beforeAll(withoutStackTraces);

test('the rule of a guard never has more groups than the whole rule, whose number is bounded at start', () => {
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

  fc.assert(property, { numRuns: 300, seed: budget.seed, endOnFailure: true });

  expect(fields).toBeGreaterThan(300);
});
