import { beforeAll, describe } from '@jest/globals';
import { testClient } from '../reference-model/client-suite.js';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';

beforeAll(withoutStackTraces);

describe('the generated client', () => {
  testClient(400);
});
