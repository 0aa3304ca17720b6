import { describe } from '@jest/globals';
import { testAgreement } from './fuzz/agreement-suite.js';

describe('createExecutor', () => {
  testAgreement(100);
});
