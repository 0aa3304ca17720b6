import { beforeAll } from '@jest/globals';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { testEffectiveRules } from '../reference-model/test-effective-rules.js';

beforeAll(withoutStackTraces);

testEffectiveRules(20);
