import {
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  type OperationDefinitionNode,
} from 'graphql';

type VariableValues = GraphQLResolveInfo['variableValues'];

// One error is enough: each error message contains the whole value, and a value can have thousands of errors.
const LIMITS = { maxErrors: 1 };

/** Coerces variables as the executor does, in the form that it passes to resolvers; undefined on errors. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  rawVariables: Readonly<Record<string, unknown>>,
): VariableValues | undefined {
  const definitions = operation.variableDefinitions ?? [];
  const result: { readonly coerced?: VariableValues; readonly variableValues?: VariableValues } =
    getVariableValues(schema, definitions, rawVariables, LIMITS);
  // graphql 16 returns `coerced`, graphql 17 `variableValues`.
  return result.coerced ?? result.variableValues;
}

/**
 * Returns the coerced variables by name. In graphql 16 they are the values of the resolve info; in graphql 17
 * these contain them, beside their sources.
 */
export function coercedValues(
  variableValues: VariableValues,
  { variableDefinitions = [] }: OperationDefinitionNode,
): VariableValues {
  const { sources, coerced } = variableValues;
  if (!isFields(sources) || !isFields(coerced)) return variableValues;
  // The client may name its variables `sources` and `coerced`, but cannot send a type of the schema.
  const hasSignature = ({ variable }: (typeof variableDefinitions)[number]): boolean =>
    isInputType(Object(Object(sources[variable.name.value]).signature).type);
  return variableDefinitions.every(hasSignature) ? coerced : variableValues;
}

function isFields(value: unknown): value is VariableValues {
  return typeof value === 'object' && value !== null;
}
