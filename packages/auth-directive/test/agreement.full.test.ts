import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from './reference-model/fuzz-budget.js';
import { testAgreement } from './reference-model/test-agreement.js';

beforeAll(withoutStackTraces);

describe('the engine and the reference', () => {
  testAgreement(2_000);
});
