import { describe, expect, test } from '@jest/globals';
import {
  nestingLimit,
  nestsTooDeep,
  valueNestsTooDeep,
} from '../../../src/transports/graphql/source-nesting.js';

describe('nestsTooDeep', () => {
  test('accepts brackets up to the limit and rejects one more', () => {
    expect(nestsTooDeep('['.repeat(nestingLimit) + ']'.repeat(nestingLimit))).toBe(false);
    expect(nestsTooDeep('['.repeat(nestingLimit + 1))).toBe(true);
    expect(nestsTooDeep('{[('.repeat(nestingLimit))).toBe(true);
  });

  test('does not count brackets that follow each other', () => {
    expect(nestsTooDeep('{}[]()'.repeat(10_000))).toBe(false);
  });

  test('does not count brackets in strings, block strings and comments', () => {
    const many = '['.repeat(1_000);

    expect(nestsTooDeep(`{ a(x: "${many}") }`)).toBe(false);
    expect(nestsTooDeep(`{ a(x: "\\"${many}") }`)).toBe(false);
    expect(nestsTooDeep(`{ a(x: """${many} " \\""" ${many}""") }`)).toBe(false);
    expect(nestsTooDeep(`{ a # ${many}\n }`)).toBe(false);
  });

  test('counts brackets after the end of a string, a block string or a comment', () => {
    const many = '['.repeat(1_000);

    expect(nestsTooDeep(`{ a(x: "", y: ${many}`)).toBe(true);
    expect(nestsTooDeep(`{ a(x: """a""", y: ${many}`)).toBe(true);
    expect(nestsTooDeep(`{ a(x: "a\\\\", y: ${many}`)).toBe(true);
    expect(nestsTooDeep(`# comment\r${many}`)).toBe(true);
    expect(nestsTooDeep(`"unterminated\n${many}`)).toBe(true);
  });
});

describe('valueNestsTooDeep', () => {
  test('checks arrays and objects, without a stack overflow at any depth', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = level % 2 === 0 ? [deep] : { deep };

    expect(valueNestsTooDeep(deep)).toBe(true);
    expect(valueNestsTooDeep({ query: '{ a }', variables: { input: { list: [[1]] } } })).toBe(false);
  });
});
