import { describe, expect, test } from '@jest/globals';
import { formatInstant, parseInstant } from '../../src/shared/index.js';
import { fc } from '../helpers/fast-check.js';

describe('parseInstant', () => {
  test.each([
    ['2026-03-01T09:30:00.000Z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00.5+02:00', '2026-03-01T07:30:00.500Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads %p as %p', (text, expected) => {
    expect(parseInstant(text)?.toISOString()).toBe(expected);
  });

  test.each([
    ['a day that does not exist', '2026-02-30T00:00:00Z'],
    ['29 February of a common year', '2025-02-29T00:00:00Z'],
    ['a month that does not exist', '2026-13-01T00:00:00Z'],
    ['hour 24', '2026-01-01T24:00:00Z'],
    ['minute 60', '2026-01-01T00:60:00Z'],
    ['a leap second', '2026-06-30T23:59:60Z'],
    ['no offset', '2026-01-01T00:00:00'],
    ['no seconds', '2026-01-01T00:00Z'],
    ['a day alone', '2026-01-01'],
    ['a fraction finer than a millisecond', '2026-01-01T00:00:00.0001Z'],
    ['an offset that does not exist', '2026-01-01T00:00:00+99:00'],
    ['an instant after the year 9999', '9999-12-31T23:59:59-00:01'],
    ['an instant before the year 0', '0000-01-01T00:00:00+00:01'],
    ['a year of five digits', '+10000-01-01T00:00:00Z'],
    ['a blank', ' 2026-01-01T00:00:00Z'],
    ['lower case and a line end', '2026-01-01t00:00:00z\n'],
    ['an empty text', ''],
  ])('returns null for %s', (_what, text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test('reads every instant that toISOString writes in four digits', () => {
    const range = { min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (instant) => {
        expect(parseInstant(instant.toISOString())).toEqual(instant);
      }),
    );
  });
});

describe('formatInstant', () => {
  const range = { min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };

  test.each([range.min, range.max, new Date(0), new Date('2024-02-29T23:59:59.999Z')])(
    'writes %p as toISOString does',
    (instant) => {
      expect(formatInstant(instant)).toBe(instant.toISOString());
    },
  );

  test('writes every instant of the years 0 to 9999 as toISOString does', () => {
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (instant) => {
        expect(formatInstant(instant)).toBe(instant.toISOString());
      }),
    );
  });
});
