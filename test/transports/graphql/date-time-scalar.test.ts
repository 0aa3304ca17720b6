import { describe, expect, test } from '@jest/globals';
import { Kind } from 'graphql';
import { dateTimeScalar } from '../../../src/transports/graphql/date-time-scalar.js';

describe('dateTimeScalar', () => {
  test('reads an instant with any offset and serializes it in UTC with milliseconds', () => {
    const parsed = dateTimeScalar.parseValue('2026-03-01T09:30:00.5+02:00');

    expect(dateTimeScalar.serialize(parsed)).toBe('2026-03-01T07:30:00.500Z');
    expect(dateTimeScalar.parseLiteral({ kind: Kind.STRING, value: '2026-03-01T07:30:00.5Z' }, {})).toEqual(
      parsed,
    );
  });

  test.each(['2026-02-30T00:00:00Z', '2026-01-01', 1_700_000_000, null, {}])('rejects %p', (value) => {
    expect(() => dateTimeScalar.parseValue(value)).toThrow('RFC 3339');
  });

  test('rejects a literal that is not a string', () => {
    expect(() => dateTimeScalar.parseLiteral({ kind: Kind.INT, value: '1' }, {})).toThrow('RFC 3339');
  });

  test('never serializes an invalid date, a year that RFC 3339 cannot express, or a string', () => {
    expect(() => dateTimeScalar.serialize(new Date('+010000-01-01T00:00:00Z'))).toThrow(TypeError);
    expect(() => dateTimeScalar.serialize(new Date(Number.NaN))).toThrow(TypeError);
    expect(() => dateTimeScalar.serialize('2026-01-01T00:00:00Z')).toThrow(TypeError);
  });
});
