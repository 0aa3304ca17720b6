import { type GraphQLError, Kind } from 'graphql';

/** The longest message that is sent. */
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

/** Patterns are anchored at the start and quote only names of the schema, so a value that was sent cannot slip through them. */
const missingMember = /^Field "[\w.]+" of required type "[\w![\]]+" was not provided\./;
const expectedType = /^Expected value of type "([\w![\]]+)"/;
const builtInScalar = /^(Int|Float|String|Boolean|ID) cannot represent/;
const enumValue = /^(?:Enum "(\w+)" cannot represent|Value "\w+" does not exist in "(\w+)" enum)/;
const argument = /^Argument "(\w+)" (has invalid value|of required type|of non-null type)/;

/** A parser's words without the text it read: `Syntax Error: Expected Name, found String.` (the location stands beside it). */
export function syntaxMessage(error: GraphQLError): string {
  const withoutText = error.message
    .replace(/\b(Name|Int|Float|String|BlockString|Comment) "[\s\S]*$/, '$1.')
    .replace(/: "[\s\S]*$/, '.');
  return withoutText.slice(0, messageLimitCharacters);
}

/** A validator's words without the literals it judged (graphql-js quotes them: passwords too), and on wish without its guesses at names. */
export function validationMessage(error: GraphQLError, hideSuggestions: boolean): string {
  const message = error.nodes?.some((node) => constants.has(node.kind))
    ? literalMessage(error.message)
    : error.message;
  const shown = hideSuggestions ? message.replace(/ ?Did you mean[\s\S]*$/, '') : message;
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

/** True for what graphql-js says of a variable that it could not coerce. */
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

/** What graphql-js says of an argument that it could not coerce during execution; null for anything else. */
export function argumentMessage(error: GraphQLError): string | null {
  const name = argument.exec(error.message)?.[1];
  return name === undefined ? null : `Argument "${name}" has an invalid value.`;
}
