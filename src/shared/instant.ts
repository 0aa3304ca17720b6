const rfc3339 = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Parses an RFC 3339 instant with seconds and an offset, such as 2030-01-31T12:00:00Z. Returns null for days
 * and times that do not exist, leap seconds, fractions finer than a millisecond (which would be lost), and
 * instants outside the years 0 to 9999 in UTC (which RFC 3339 cannot write).
 */
export function parseInstant(text: string): Date | null {
  const match = rfc3339.exec(text);
  if (match === null) return null;
  const [, day = '', hours, minutes, seconds] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  // Date takes 30 February for 2 March: only a day that survives the round trip exists.
  const midnight = new Date(`${day}T00:00:00.000Z`);
  const instant = new Date(text);
  if (Number.isNaN(midnight.getTime()) || Number.isNaN(instant.getTime())) return null;
  const isRealDay = midnight.toISOString().startsWith(day);
  return isRealDay && /^\d{4}-/.test(instant.toISOString()) ? instant : null;
}

/** The codes of the characters that `formatInstant` writes. */
const [zero, dash, dot, colon, letterT, letterZ] = [48, 45, 46, 58, 84, 90] as const;

/**
 * Returns the text of `toISOString` for a valid instant of the years 0 to 9999. A fast path of lists: the
 * engine formats with printf, which takes more than twice as long.
 */
export function formatInstant(instant: Date): string {
  const year = instant.getUTCFullYear();
  const month = instant.getUTCMonth() + 1;
  const day = instant.getUTCDate();
  const hour = instant.getUTCHours();
  const minute = instant.getUTCMinutes();
  const second = instant.getUTCSeconds();
  const milliseconds = instant.getUTCMilliseconds();
  // A text that is joined from parts would have to be copied once more when it is serialized.
  return String.fromCharCode(
    tens(year / 100),
    ones(year / 100),
    tens(year),
    ones(year),
    dash,
    tens(month),
    ones(month),
    dash,
    tens(day),
    ones(day),
    letterT,
    tens(hour),
    ones(hour),
    colon,
    tens(minute),
    ones(minute),
    colon,
    tens(second),
    ones(second),
    dot,
    tens(milliseconds / 10),
    tens(milliseconds),
    ones(milliseconds),
    letterZ,
  );
}

const tens = (number: number): number => zero + (Math.floor(number / 10) % 10);
const ones = (number: number): number => zero + (Math.floor(number) % 10);
