import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { readTimestamp } from '../../../src/platform/database/timestamps.js';
import { fc } from '../../helpers/fast-check.js';
import { describeOnPostgres, openTestDatabase } from '../../helpers/test-database.js';

const readByDriver: (text: string) => unknown = pg.types.getTypeParser(1184, 'text');

describe('readTimestamp', () => {
  test.each([
    ['2026-03-01 09:30:00+00', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01 09:30:00.5+00', '2026-03-01T09:30:00.500Z'],
    ['2026-03-01 09:30:00.123999+00', '2026-03-01T09:30:00.123Z'],
    ['2026-03-01 01:30:00.12+02', '2026-02-28T23:30:00.120Z'],
    ['2026-12-31 23:30:00-05', '2027-01-01T04:30:00.000Z'],
    ['2026-03-01 09:30:00+05:30', '2026-03-01T04:00:00.000Z'],
    ['1000-01-01 00:00:00+00', '1000-01-01T00:00:00.000Z'],
    ['9999-12-31 23:59:59.999+00', '9999-12-31T23:59:59.999Z'],
  ])('reads %p as %p', (text, expected) => {
    expect(readTimestamp(text)).toEqual(new Date(expected));
  });

  test.each([
    'infinity',
    '-infinity',
    '0099-01-01 00:00:00+00',
    '0001-12-31 23:59:59.5+00 BC',
    '4714-11-24 00:00:00+00 BC',
    '10000-01-01 00:00:00+00',
    '275000-12-31 23:59:59.999+00',
    '1890-01-01 00:00:00+00:19:32',
    '2026-03-01 09:30:00-03:30',
  ])('reads %p as the driver does', (text) => {
    expect(readTimestamp(text)).toEqual(readByDriver(text));
  });

  test('reads every millisecond as the driver does', () => {
    for (let millisecond = 0; millisecond < 1_000; millisecond += 1) {
      const text = `2026-03-01 09:30:00.${String(millisecond).padStart(3, '0')}+00`;
      expect(readTimestamp(text)).toEqual(readByDriver(text));
    }
  });

  test('reads every instant as the driver does', () => {
    const range = { min: new Date('-000400-01-01T00:00:00Z'), max: new Date('+012000-01-01T00:00:00Z') };
    const part = (limit: number) => fc.integer({ min: 0, max: limit });
    fc.assert(
      fc.property(
        fc.date({ ...range, noInvalidDate: true }),
        part(999_999),
        fc.constantFrom('+00', '+02', '-11', '+14', '+05:30', '-03:30'),
        (instant, fraction, offset) => {
          const text = postgresText(instant, fraction, offset);
          expect(readTimestamp(text)).toEqual(readByDriver(text));
        },
      ),
    );
  });
});

/** Writes the fields of the instant as those of a zone with this offset, as Postgres writes them. */
function postgresText(instant: Date, micros: number, offset: string): string {
  const year = instant.getUTCFullYear();
  const day = instant.toISOString().replace(/^[+-]?\d+(-\d\d-\d\d)T.*$/, '$1');
  const time = instant.toISOString().replace(/^.*T(\d\d:\d\d:\d\d).*$/, '$1');
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`.replace(/0+$/, '');
  const writtenYear = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${writtenYear}${day} ${time}${fraction}${offset}${year > 0 ? '' : ' BC'}`;
}

describeOnPostgres('the times of the database', () => {
  test.each(['UTC', 'Asia/Kolkata', 'America/New_York', 'Europe/Berlin'])(
    'are the same in the zone %s of a session as in UTC',
    async (zone) => {
      const { database, close } = await openTestDatabase();
      const written = ['2026-03-29T00:59:59.999Z', '2026-07-01T00:00:00.5Z', '1000-01-02T00:00:00Z'];
      const rows = await database.dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL timezone = '${zone}'`);
        return manager.query('SELECT unnest($1::timestamptz[]) AS instant', [written]);
      });

      expect(rows).toEqual(written.map((text) => ({ instant: new Date(text) })));
      await close();
    },
  );
});
