import { describe, expect, test } from '@jest/globals';
import { parseValue } from 'graphql';
import { jsonObjectScalar } from '../../../src/transports/graphql/json-object-scalar.js';

describe('jsonObjectScalar', () => {
  test('reads objects from variables and from literals', () => {
    expect(jsonObjectScalar.parseValue({ a: [1, { b: null }] })).toEqual({ a: [1, { b: null }] });
    expect(jsonObjectScalar.parseLiteral(parseValue('{ a: [1, { b: null }] }'), {})).toEqual({
      a: [1, { b: null }],
    });
  });

  test('accepts 16 KiB and rejects one byte more', () => {
    const overhead = JSON.stringify({ a: '' }).length;

    expect(() => jsonObjectScalar.parseValue({ a: 'x'.repeat(16_384 - overhead) })).not.toThrow();
    expect(() => jsonObjectScalar.parseValue({ a: 'x'.repeat(16_385 - overhead) })).toThrow('16 KiB');
    expect(() => jsonObjectScalar.parseValue({ a: '\u00e4'.repeat(8_192) })).toThrow('16 KiB');
  });

  test('rejects a member named __proto__', () => {
    expect(() => jsonObjectScalar.parseValue(JSON.parse('{"a":{"__proto__":{"admin":true}}}'))).toThrow(
      'not allowed',
    );
    expect(() => jsonObjectScalar.parseLiteral(parseValue('{ __proto__: { admin: true } }'), {})).toThrow(
      'not allowed',
    );
  });

  test.each([
    ['an array', [1]],
    ['a bare value', 'text'],
    ['null', null],
    ['text that jsonb cannot store', { a: 'x\u0000' }],
    ['half a surrogate pair', { a: '\ud800' }],
    ['a member name that jsonb cannot store', { 'x\u0000': 1 }],
    ['a number that JSON cannot express', { a: Number.POSITIVE_INFINITY }],
    ['33 levels', JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)],
  ])('rejects %s', (_what, value) => {
    expect(() => jsonObjectScalar.parseValue(value)).toThrow('JSONObject');
  });
});
