import { expect, test } from '@jest/globals';
import { policyRequirement, policyUse } from '../../src/core/rule.js';

test('a policy is written with its parameters as they stand in the schema', () => {
  expect(policyUse({ name: 'isFriend', params: [] })).toBe('isFriend');
  expect(policyUse({ name: 'permission', params: ['ticket:close', 'a"b'] })).toBe(
    'permission("ticket:close", "a\\"b")',
  );
});

test('the parameters that a policy receives cannot be changed', () => {
  expect(Object.isFrozen(policyRequirement('p', 'T.f', 'parent', ['a']).params)).toBe(true);
});
