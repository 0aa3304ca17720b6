import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Lexer, Source, TokenKind } from 'graphql';
import {
  nestingLimit,
  nestsTooDeep,
  valueNestsTooDeep,
} from '../../../src/transports/graphql/source-nesting.js';

describe('nestsTooDeep', () => {
  test('takes brackets up to the limit and refuses one more', () => {
    expect(nestsTooDeep('['.repeat(nestingLimit) + ']'.repeat(nestingLimit))).toBe(false);
    expect(nestsTooDeep('['.repeat(nestingLimit + 1))).toBe(true);
    expect(nestsTooDeep('{[('.repeat(nestingLimit))).toBe(true);
  });

  test('does not count brackets that stand beside each other', () => {
    expect(nestsTooDeep('{}[]()'.repeat(10_000))).toBe(false);
  });

  test('does not count brackets in strings, block strings and comments', () => {
    const many = '['.repeat(1_000);

    expect(nestsTooDeep(`{ a(x: "${many}") }`)).toBe(false);
    expect(nestsTooDeep(`{ a(x: "\\"${many}") }`)).toBe(false);
    expect(nestsTooDeep(`{ a(x: """${many} " \\""" ${many}""") }`)).toBe(false);
    expect(nestsTooDeep(`{ a # ${many}\n }`)).toBe(false);
  });

  test('cannot be blinded by a string, a block string or a comment that ends before the brackets', () => {
    const many = '['.repeat(1_000);

    expect(nestsTooDeep(`{ a(x: "", y: ${many}`)).toBe(true);
    expect(nestsTooDeep(`{ a(x: """a""", y: ${many}`)).toBe(true);
    expect(nestsTooDeep(`{ a(x: "a\\\\", y: ${many}`)).toBe(true);
    expect(nestsTooDeep(`# comment\r${many}`)).toBe(true);
    expect(nestsTooDeep(`"unterminated\n${many}`)).toBe(true);
  });

  test('agrees with the lexer of graphql-js on whatever the lexer takes', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      '""',
      '"""',
      '\\',
      '#',
      '\n',
      '\r',
      ' ',
      'a',
      '$',
      ':',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('') + '['.repeat(nestingLimit);
        const depth = deepest(text);

        return depth === null || nestsTooDeep(text) === depth > nestingLimit;
      }),
      { numRuns: 3_000 },
    );
  });
});

/** The deepest nesting by the tokens of graphql-js; null when the text has no tokens. */
function deepest(text: string): number | null {
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  let most = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (['{', '[', '('].includes(token.kind)) depth += 1;
      if (['}', ']', ')'].includes(token.kind)) depth -= 1;
      most = Math.max(most, depth);
    }
  } catch {
    return null;
  }
  return most;
}

describe('valueNestsTooDeep', () => {
  test('looks at arrays and objects, and survives any depth', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = level % 2 === 0 ? [deep] : { deep };

    expect(valueNestsTooDeep(deep)).toBe(true);
    expect(valueNestsTooDeep({ query: '{ a }', variables: { input: { list: [[1]] } } })).toBe(false);
  });
});
