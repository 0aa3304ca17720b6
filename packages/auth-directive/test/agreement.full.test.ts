import { beforeAll, describe } from '@jest/globals';
import { testAgreement } from './reference-model/agreement-suite.js';
import { withoutStackTraces } from './reference-model/fuzz-budget.js';

beforeAll(withoutStackTraces);

describe('the engine and the reference', () => {
  testAgreement(2_000);
});
