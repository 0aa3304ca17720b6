import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { messageLimitCharacters } from './safe-messages.js';

/** The number of errors that a response contains. */
const errorLimit = 5;

/**
 * Returns one message per error in the variables, in the order of graphql-js, at most five per variable. A
 * message names the path of the error and never the value. Paths consist of names of the schema and list
 * indexes, not of text that was sent.
 */
export function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly string[] {
  return (operation.variableDefinitions ?? [])
    .flatMap((definition) => {
      const name = definition.variable.name.value;
      const type = typeFromAST(schema, definition.type);
      if (!isInputType(type)) return [`Variable "$${name}" does not have an input type.`];
      if (!Object.hasOwn(variables, name)) {
        const isMissing = definition.defaultValue === undefined && isNonNullType(type);
        return isMissing ? [`Variable "$${name}" is required.`] : [];
      }
      return invalidPaths(variables[name], type).map(
        (path) => `Variable "$${name}" has an invalid value at "${[name, ...path].join('.')}".`,
      );
    })
    .map((message) => message.slice(0, messageLimitCharacters));
}

/**
 * Stops at the limit: every hundred of unknown members would cost a second, because graphql-js quotes the
 * whole value.
 */
function invalidPaths(value: unknown, type: GraphQLInputType): readonly (readonly (string | number)[])[] {
  const paths: (readonly (string | number)[])[] = [];
  const limitReached = new Error('error limit reached');
  try {
    coerceInputValue(value, type, (path) => {
      paths.push(path);
      if (paths.length >= errorLimit) throw limitReached;
    });
  } catch (error) {
    if (error !== limitReached) throw error;
  }
  return paths;
}
