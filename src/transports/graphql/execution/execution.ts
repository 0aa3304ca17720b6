import {
  type DocumentNode,
  defaultFieldResolver,
  defaultTypeResolver,
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';

export type Path = GraphQLResolveInfo['path'];

/** A field that is selected of an object type, the same for all objects of one execution. */
export interface SelectedField {
  /** Its name in the response. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly takesArguments: boolean;
  readonly complete: CompleteValue;
  /** The fields that are selected of its value, by the type of the value, as far as they were needed. */
  subfields: Map<GraphQLObjectType, readonly SelectedField[]> | undefined;
}

/** Completes a value that a resolver has returned, as CompleteValue of the specification. */
export type CompleteValue = (
  execution: Execution,
  field: SelectedField,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
) => unknown;

/** What holds for one execution of an operation. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly operation: OperationDefinitionNode;
  readonly variableValues: Record<string, unknown>;
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly fieldResolver: GraphQLFieldResolver<unknown, unknown>;
  readonly typeResolver: GraphQLTypeResolver<unknown, unknown>;
  readonly errors: GraphQLError[];
  /** The positions that an error has made null; `undefined` is the whole result. */
  readonly nulled: Set<Path | undefined>;
  readonly completerOf: (type: GraphQLOutputType) => CompleteValue;
}

/** Returns the execution, or the errors of a request that cannot be executed. */
export function createExecution(
  args: ExecutionArgs,
  completerOf: Execution['completerOf'],
): Execution | readonly GraphQLError[] {
  const { schema, document, operationName, variableValues: values } = args;
  const operation = findOperation(document, operationName);
  if (operation instanceof GraphQLError) return [operation];
  const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], values ?? {}, {
    maxErrors: args.options?.maxCoercionErrors ?? 50,
    hideSuggestions: args.hideSuggestions ?? false,
  });
  if (errors !== undefined) return errors;
  return {
    schema,
    fragments: fragmentsOf(document),
    operation,
    variableValues: coerced,
    rootValue: args.rootValue,
    contextValue: args.contextValue,
    fieldResolver: args.fieldResolver ?? defaultFieldResolver,
    typeResolver: args.typeResolver ?? defaultTypeResolver,
    errors: [],
    nulled: new Set(),
    completerOf,
  };
}

function findOperation(
  { definitions }: DocumentNode,
  name: ExecutionArgs['operationName'],
): OperationDefinitionNode | GraphQLError {
  let found: OperationDefinitionNode | undefined;
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (name === null || name === undefined) {
      if (found !== undefined)
        return new GraphQLError('Must provide operation name if query contains multiple operations.');
      found = definition;
    } else if (definition.name?.value === name) {
      found = definition;
    }
  }
  if (found !== undefined) return found;
  return new GraphQLError(
    name === null || name === undefined ? 'Must provide an operation.' : `Unknown operation named "${name}".`,
  );
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}
