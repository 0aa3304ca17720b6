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
