import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from './reference-model/fuzz-budget.js';
import { testNonInterference } from './reference-model/test-non-interference.js';

beforeAll(withoutStackTraces);

describe('non-interference', () => {
  testNonInterference(100);
});
