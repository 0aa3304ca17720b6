import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { testReferences } from '../reference-model/references-suite.js';

beforeAll(withoutStackTraces);

describe('an entity that a federated graph refers to', () => {
  testReferences(100);
});
