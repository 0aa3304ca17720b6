import { beforeAll, describe, expect, test } from '@jest/globals';
import { testAgreement } from './reference-model/agreement-suite.js';
import { checkAgreement } from './reference-model/check-agreement.js';
import { executeOverHttp } from './reference-model/execute-over-http.js';
import { findDisagreement } from './reference-model/find-disagreement.js';
import { withoutStackTraces } from './reference-model/fuzz-budget.js';
import { createReference } from './reference-model/reference.js';
import { requestOf, type SpecificationExample, scenarioOf } from './reference-model/specification-example.js';
import { specificationExamples } from './reference-model/specification-examples.js';

const rows = specificationExamples.map((row): [string, SpecificationExample] => [row.guarantee, row]);

beforeAll(withoutStackTraces);

describe('the engine and the reference', () => {
  test.each(rows)('agree that %s', async (_, row) => {
    const result = await checkAgreement({ scenario: scenarioOf(row), requests: [requestOf(row)] });

    expect(result).toEqual({ compared: 1, found: undefined });
  });

  test.each(rows)('agree over HTTP that %s', async (_, row) => {
    const [scenario, request] = [scenarioOf(row), requestOf(row)];

    const actual = await executeOverHttp(scenario, request);

    expect(findDisagreement(createReference(scenario).answer(request, 'planned'), actual)).toBeUndefined();
  });

  testAgreement(150);
});
