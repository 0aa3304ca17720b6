import { isDate } from 'node:util/types';
import { GraphQLScalarType, Kind } from 'graphql';
import { formatInstant, parseInstant } from '../../shared/index.js';

/** RFC 3339 instants: returned in UTC with milliseconds, read with any offset. */
export const dateTimeScalar: GraphQLScalarType<Date, string> = new GraphQLScalarType({
  name: 'DateTime',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => {
    // Not `instanceof`: jest runs the resolvers of a project in a context of their own. RFC 3339 cannot
    // express years beyond 9999.
    if (isDate(value) && !Number.isNaN(value.getTime()) && isWritable(value)) return formatInstant(value);
    throw new TypeError('A resolver returned something other than a valid Date for a DateTime.');
  },
  parseValue: (value) => readInstant(typeof value === 'string' ? value : ''),
  parseLiteral: (node) => readInstant(node.kind === Kind.STRING ? node.value : ''),
});

function isWritable(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 0 && year <= 9999;
}

function readInstant(text: string): Date {
  const instant = parseInstant(text);
  if (instant !== null) return instant;
  throw new TypeError('DateTime must be an RFC 3339 instant such as 2026-03-01T09:30:00.000Z.');
}
