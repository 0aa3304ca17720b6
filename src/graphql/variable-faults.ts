import {
  coerceInputValue,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { messageLimitCharacters } from './safe-messages.js';

/**
 * What is wrong with the variables, one sentence each in the order in which graphql-js finds it, told by place and never by value.
 * Places are names of the schema and positions in lists; text that was sent is not among them.
 */
export function variableFaults(
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
      const faults: string[] = [];
      coerceInputValue(variables[name], type, (path) => {
        faults.push(`Variable "$${name}" has an invalid value at "${[name, ...path].join('.')}".`);
      });
      return faults;
    })
    .map((message) => message.slice(0, messageLimitCharacters));
}
