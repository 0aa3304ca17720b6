import { describe, expect, test } from '@jest/globals';
import { isCondition } from '../../src/core/condition.js';

const equals = { kind: 'equals', property: 'a', value: 'b' };

describe('isCondition', () => {
  test.each([
    equals,
    { kind: 'equals', property: 'a', value: 0 },
    { kind: 'equals', property: 'a', value: 1n },
    { kind: 'equals', property: 'a', value: false },
    { kind: 'equals', property: 'a', value: new Date(0) },
    { kind: 'in', property: 'a', values: [] },
    { kind: 'in', property: 'a', values: ['b', 1] },
    { kind: 'isNull', property: 'a' },
    { kind: 'not', condition: equals },
    { kind: 'or', conditions: [] },
    { kind: 'and', conditions: [{ kind: 'or', conditions: [equals] }] },
    { kind: 'custom', value: 'anything' },
  ])('accepts %o', (condition) => {
    expect(isCondition(condition)).toBe(true);
  });

  test.each([
    undefined,
    null,
    'equals',
    {},
    { kind: 'like', property: 'a', value: 'b' },
    { kind: 'equals', property: '', value: 'b' },
    { kind: 'equals', value: 'b' },
    // A caller without a team must not become a comparison with null, and never no condition at all.
    { kind: 'equals', property: 'a' },
    { kind: 'equals', property: 'a', value: null },
    { kind: 'equals', property: 'a', value: ['b'] },
    { kind: 'equals', property: 'a', value: Number.NaN },
    { kind: 'equals', property: 'a', value: new Date(Number.NaN) },
    { kind: 'in', property: 'a', values: 'b' },
    { kind: 'in', property: 'a', values: [undefined] },
    { kind: 'isNull' },
    { kind: 'and', conditions: [] },
    { kind: 'and', conditions: [equals, undefined] },
    { kind: 'or', conditions: equals },
    { kind: 'not' },
    { kind: 'custom' },
  ])('rejects %o', (condition) => {
    expect(isCondition(condition)).toBe(false);
  });
});
