import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from './reference-model/fuzz-budget.js';
import { testNonInterference } from './reference-model/non-interference-suite.js';

beforeAll(withoutStackTraces);

describe('non-interference', () => {
  testNonInterference(2_000);
});
