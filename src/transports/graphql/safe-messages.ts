import { type GraphQLError, Kind } from 'graphql';
import { withoutSchemaNames } from './schema-names.js';

/** The maximum length of a message that is sent. */
export const messageLimitCharacters = 300;

const constants: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

// The patterns are anchored at the start and capture only names of the schema, never a value of the request.
const missingMember = /^Field "[\w.]+" of required type "[\w![\]]+" was not provided\./;
const expectedType = /^Expected value of type "([\w![\]]+)"/;
const builtInScalar = /^(Int|Float|String|Boolean|ID) cannot represent/;
const enumValue = /^(?:Enum "(\w+)" cannot represent|Value "\w+" does not exist in "(\w+)" enum)/;
const argument = /^Argument "(\w+)" (has invalid value|of required type|of non-null type)/;

/**
 * Returns the message of a syntax error without the text of the document: `Syntax Error: Expected Name, found
 * String.`
 */
export function syntaxMessage(error: GraphQLError): string {
  const withoutText = error.message
    .replace(/\b(Name|Int|Float|String|BlockString|Comment) "[\s\S]*$/, '$1.')
    .replace(/: "[\s\S]*$/, '.');
  return withoutText.slice(0, messageLimitCharacters);
}

/**
 * Returns the message of a validation error without the literals of the document, which graphql-js quotes
 * (passwords included), and optionally without names of the schema that the document does not contain.
 */
export function validationMessage(error: GraphQLError, hideSchema: boolean): string {
  const message = error.nodes?.some((node) => constants.has(node.kind))
    ? literalMessage(error.message)
    : error.message;
  const shown = hideSchema ? withoutSchemaNames(message) : message;
  return shown.slice(0, messageLimitCharacters);
}

function literalMessage(message: string): string {
  const missing = missingMember.exec(message);
  if (missing !== null) return missing[0];
  const type = expectedType.exec(message)?.[1] ?? builtInScalar.exec(message)?.[1];
  if (type !== undefined) return `Expected value of type "${type}".`;
  const enumMatch = enumValue.exec(message);
  const enumName = enumMatch?.[1] ?? enumMatch?.[2];
  return enumName === undefined
    ? 'A literal has an invalid value.'
    : `Expected a value of enum "${enumName}".`;
}

/** Returns whether an error of graphql-js reports a variable that could not be coerced. */
export function isVariableError(error: GraphQLError): boolean {
  const nodes = error.nodes ?? [];
  return (
    nodes.length === 1 &&
    nodes[0]?.kind === Kind.VARIABLE_DEFINITION &&
    /^Variable "\$\w+" (?:has invalid value|got invalid value|of required type|of non-null type)/.test(
      error.message,
    )
  );
}

/**
 * Returns whether graphql-js reports that it stopped at its limit of errors in variables. Apollo does not
 * recognize this error as one of the request.
 */
export function isVariableLimit({ message, path, nodes }: GraphQLError): boolean {
  return path === undefined && nodes === undefined && /^Too many errors processing variables\b/.test(message);
}

/**
 * Returns the message for an argument that could not be coerced during execution; null for any other error.
 */
export function argumentMessage(error: GraphQLError): string | null {
  const name = argument.exec(error.message)?.[1];
  return name === undefined ? null : `Argument "${name}" has an invalid value.`;
}
