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

/** As many as an answer tells. */
const errorLimit = 5;

/**
 * What is wrong with the variables, the first five faults of each, one sentence each in the order in which graphql-js finds it, told by place and never by value.
 * Places are names of the schema and positions in lists; text that was sent is not among them.
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
      if (!isInputType(type)) return [`Variable "$${name}" is of a type that is no input.`];
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

/** Where the value is wrong. Thousands of members that do not exist would cost a second each hundred, so it stops at the most that is told. */
function invalidPaths(value: unknown, type: GraphQLInputType): readonly (readonly (string | number)[])[] {
  const paths: (readonly (string | number)[])[] = [];
  const enough = new Error('enough faults');
  try {
    coerceInputValue(value, type, (path) => {
      paths.push(path);
      if (paths.length >= errorLimit) throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return paths;
}
