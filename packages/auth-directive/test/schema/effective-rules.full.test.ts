import { beforeAll } from '@jest/globals';
import { testEffectiveRules } from '../reference-model/effective-rules-suite.js';
import { withoutStackTraces } from '../reference-model/fuzz-budget.js';

beforeAll(withoutStackTraces);

testEffectiveRules(300);
