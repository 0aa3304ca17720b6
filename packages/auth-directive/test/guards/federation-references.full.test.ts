import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { testReferences } from '../reference-model/test-references.js';

beforeAll(withoutStackTraces);

describe('an entity that a federated graph refers to', () => {
  testReferences(400);
});
