import { beforeAll, describe } from '@jest/globals';
import { testExplanations } from '../reference-model/explain-suite.js';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';

beforeAll(withoutStackTraces);

describe('explain with an object', () => {
  testExplanations(400);
});
