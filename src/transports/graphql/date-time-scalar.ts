import { GraphQLScalarType, Kind } from 'graphql';

const rfc3339 = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * RFC 3339 instants: answered in UTC with milliseconds, read with any offset.
 * Refuses days and hours that do not exist, leap seconds, and fractions finer than a millisecond, which would be cut in silence.
 */
export const dateTimeScalar: GraphQLScalarType<Date, string> = new GraphQLScalarType({
  name: 'DateTime',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new TypeError('A resolver answered something else than a valid Date for a DateTime.');
  },
  parseValue: (value) => (typeof value === 'string' ? parseInstant(value) : refuse()),
  parseLiteral: (node) => (node.kind === Kind.STRING ? parseInstant(node.value) : refuse()),
});

function parseInstant(text: string): Date {
  const [, day, hours, minutes, seconds] = rfc3339.exec(text) ?? refuse();
  // Date.parse takes 30 February for 2 March: only a day that survives the round trip exists.
  const midnight = new Date(`${day}T00:00:00.000Z`);
  const instant = new Date(text);
  const exists =
    !Number.isNaN(midnight.getTime()) &&
    midnight.toISOString().startsWith(day ?? '') &&
    Number(hours) < 24 &&
    Number(minutes) < 60 &&
    Number(seconds) < 60 &&
    !Number.isNaN(instant.getTime());
  return exists ? instant : refuse();
}

function refuse(): never {
  throw new TypeError('DateTime must be an RFC 3339 instant such as 2026-03-01T09:30:00.000Z.');
}
