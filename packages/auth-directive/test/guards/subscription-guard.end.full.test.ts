import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { testSubscriptionEnd } from '../reference-model/test-subscription-end.js';

beforeAll(withoutStackTraces);

describe('a stream', () => {
  testSubscriptionEnd(120);
});
