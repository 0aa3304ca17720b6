import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

/** The maximum size of a JSONObject as JSON text in UTF-8. */
const sizeLimitBytes = 16 * 1024;
const depthLimit = 32;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * JSON objects (RFC 8259) of at most 16 KiB and 32 levels; arrays and bare values are rejected. Also rejects
 * `__proto__` as a member name (prototype pollution), numbers that JSON cannot express, and text that
 * Postgres cannot store in jsonb (U+0000 and lone surrogates).
 */
export const jsonObjectScalar: GraphQLScalarType<JsonObject, unknown> = new GraphQLScalarType({
  name: 'JSONObject',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259#section-4',
  serialize: (value) => {
    if (isObject(value)) return value;
    throw new TypeError('A resolver returned a value that is not an object for a JSONObject.');
  },
  parseValue: parseObject,
  parseLiteral: (node: ValueNode, variables) =>
    node.kind === Kind.OBJECT
      ? parseObject(valueFromASTUntyped(node, variables))
      : reject('JSONObject must be an object.'),
});

function parseObject(value: unknown): JsonObject {
  if (!isObject(value)) return reject('JSONObject must be an object.');
  checkMembers(value, 1);
  if (Buffer.byteLength(JSON.stringify(value)) > sizeLimitBytes) {
    return reject('JSONObject must not exceed 16 KiB.');
  }
  return value;
}

function checkMembers(value: unknown, depth: number): void {
  if (depth > depthLimit) reject('JSONObject must not be nested deeper than 32 levels.');
  if (typeof value === 'string' && !isStorable(value))
    reject('JSONObject contains text that cannot be stored.');
  if (typeof value === 'number' && !Number.isFinite(value)) {
    reject('JSONObject contains a number that JSON cannot express.');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__' || !isStorable(name)) {
      reject('JSONObject contains a member name that is not allowed.');
    }
    checkMembers(member, depth + 1);
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reject(message: string): never {
  throw new TypeError(message);
}
