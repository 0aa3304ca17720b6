import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { testMatrix } from '../reference-model/matrix-suite.js';

beforeAll(withoutStackTraces);

describe('the matrix', () => {
  testMatrix(60);
});
