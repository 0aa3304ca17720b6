import { beforeAll, describe } from '@jest/globals';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { testSubscriptions } from '../reference-model/subscriptions-suite.js';

beforeAll(withoutStackTraces);

describe('subscriptions', () => {
  testSubscriptions(300);
});
