import { test } from '@jest/globals';
import { Lexer, Source, TokenKind } from 'graphql';
import { nestingLimit, nestsTooDeep } from '../../../src/transports/graphql/source-nesting.js';
import { fc } from '../../helpers/fast-check.js';

test('nestsTooDeep agrees with the lexer of graphql-js on every text that the lexer accepts', () => {
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
    { numRuns: 1_000 },
  );
});

/** Returns the deepest nesting of the tokens of graphql-js; null when the lexer rejects the text. */
function deepest(text: string): number | null {
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  let deepestSoFar = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (['{', '[', '('].includes(token.kind)) depth += 1;
      if (['}', ']', ')'].includes(token.kind)) depth -= 1;
      deepestSoFar = Math.max(deepestSoFar, depth);
    }
  } catch {
    return null;
  }
  return deepestSoFar;
}
