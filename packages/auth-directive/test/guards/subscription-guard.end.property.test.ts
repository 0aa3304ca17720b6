import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { testSubscriptionEnd } from '../reference-model/subscription-end-suite.js';

beforeAll(withoutStackTraces);

describe('a stream', () => {
  testSubscriptionEnd(30);
});
