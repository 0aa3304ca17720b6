import { describe, expect, test } from '@jest/globals';
import { parseValue } from 'graphql';
import { dateTimeScalar } from '../../../src/transports/graphql/date-time-scalar.js';
import { jsonObjectScalar } from '../../../src/transports/graphql/json-object-scalar.js';

describe('DateTime', () => {
  test('reads an RFC 3339 instant and writes it in UTC with milliseconds', () => {
    expect(dateTimeScalar.serialize(dateTimeScalar.parseValue('2026-03-01T09:30:00.5+02:00'))).toBe(
      '2026-03-01T07:30:00.500Z',
    );
  });

  test.each(['2026-02-30T00:00:00Z', '', 1_700_000_000, null, {}])('rejects %p', (value) => {
    expect(() => dateTimeScalar.parseValue(value)).toThrow('RFC 3339');
  });

  test('never writes an invalid date', () => {
    expect(() => dateTimeScalar.serialize(new Date(Number.NaN))).toThrow(TypeError);
    expect(() => dateTimeScalar.serialize('2026-01-01T00:00:00Z')).toThrow(TypeError);
  });
});

describe('JSONObject', () => {
  test('reads objects as variables and as literals', () => {
    expect(jsonObjectScalar.parseValue({ a: [1, { b: null }] })).toEqual({ a: [1, { b: null }] });
    expect(jsonObjectScalar.parseLiteral(parseValue('{ a: [1, { b: null }] }'), {})).toEqual({
      a: [1, { b: null }],
    });
  });

  test('takes 16 KiB and not a byte more', () => {
    const overhead = JSON.stringify({ a: '' }).length;

    expect(() => jsonObjectScalar.parseValue({ a: 'x'.repeat(16_384 - overhead) })).not.toThrow();
    expect(() => jsonObjectScalar.parseValue({ a: 'x'.repeat(16_385 - overhead) })).toThrow('16 KiB');
    expect(() => jsonObjectScalar.parseValue({ a: '\u00e4'.repeat(8_192) })).toThrow('16 KiB');
  });

  test('refuses a name that would become a prototype', () => {
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
    ['text that jsonb cannot keep', { a: 'x\u0000' }],
    ['half a surrogate pair', { a: '\ud800' }],
    ['such text as a name', { 'x\u0000': 1 }],
    ['a number beyond JSON', { a: Number.POSITIVE_INFINITY }],
    ['33 levels', JSON.parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)],
  ])('refuses %s', (_what, value) => {
    expect(() => jsonObjectScalar.parseValue(value)).toThrow('JSONObject');
  });
});
