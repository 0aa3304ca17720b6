import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from '../../packages/auth-directive/test/reference-model/fuzz-budget.js';
import { testGeneratedOperations } from './generated-operations.js';

beforeAll(withoutStackTraces);

describe('the schema of the server', () => {
  testGeneratedOperations(300);
});
