import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

/** The most bytes that a JSONObject may take as JSON text in UTF-8. */
export const jsonObjectLimitBytes: number = 16 * 1024;
const depthLimit = 32;

/** A JSON object (RFC 8259), never an array or a bare value. */
type JsonObject = Readonly<Record<string, unknown>>;

/**
 * JSON objects of at most 16 KiB and 32 levels.
 * Refuses `__proto__` as a key (prototype pollution), numbers beyond JSON, and text that Postgres cannot keep in jsonb
 * (U+0000 and lone surrogates).
 */
export const jsonObjectScalar: GraphQLScalarType<JsonObject, unknown> = new GraphQLScalarType({
  name: 'JSONObject',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259#section-4',
  serialize: (value) => {
    if (isObject(value)) return value;
    throw new TypeError('A resolver answered something else than an object for a JSONObject.');
  },
  parseValue: parseObject,
  parseLiteral: (node: ValueNode, variables) =>
    node.kind === Kind.OBJECT
      ? parseObject(valueFromASTUntyped(node, variables))
      : refuse('JSONObject must be an object.'),
});

function parseObject(value: unknown): JsonObject {
  if (!isObject(value)) return refuse('JSONObject must be an object.');
  examine(value, 1);
  if (Buffer.byteLength(JSON.stringify(value)) > jsonObjectLimitBytes) {
    return refuse('JSONObject must not exceed 16 KiB.');
  }
  return value;
}

function examine(value: unknown, depth: number): void {
  if (depth > depthLimit) refuse('JSONObject must not nest deeper than 32 levels.');
  if (typeof value === 'string' && !isStorable(value)) refuse('JSONObject holds text that cannot be stored.');
  if (typeof value === 'number' && !Number.isFinite(value)) refuse('JSONObject holds a number beyond JSON.');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__' || !isStorable(key)) refuse('JSONObject holds a name that is not allowed.');
    examine(member, depth + 1);
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(message: string): never {
  throw new TypeError(message);
}
