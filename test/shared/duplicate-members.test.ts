import { describe, expect, test } from '@jest/globals';
import { hasDuplicateMembers } from '../../src/shared/index.js';
import { fc } from '../helpers/fast-check.js';

describe('hasDuplicateMembers', () => {
  test.each([
    ['two equal names', '{"a":1,"a":2}'],
    ['a name and its escaped form', '{"a":1,"\\u0061":2}'],
    ['names after strings that look like JSON', '{"x":"{\\"a\\":[","a":1,"a":"}"}'],
    ['names around nested values', '{"a":{"b":[{"c":1}]},"a":null}'],
    ['a repeated name in a nested object', '{"a":{"b":1,"b":2}}'],
    ['a repeated name in an object of a list', '{"a":[{"b":1,"b":2}]}'],
    ['a repeated name in an object of an outermost list', '[{"b":1,"b":2}]'],
  ])('finds %s', (_what, json) => {
    expect(hasDuplicateMembers(json)).toBe(true);
  });

  test.each([
    ['equal names of different objects', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}'],
    ['names that differ in case', '{"a":1,"A":2}'],
    ['a value equal to a name', '{"a":"a","b":"a"}'],
    ['a text alone', '"{\\"a\\":1,\\"a\\":2}"'],
  ])('accepts %s', (_what, json) => {
    expect(hasDuplicateMembers(json)).toBe(false);
  });

  test('accepts whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(hasDuplicateMembers(JSON.stringify(JSON.parse(json)))).toBe(false);
      }),
    );
  });
});
