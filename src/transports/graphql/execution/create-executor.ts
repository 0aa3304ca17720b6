import {
  assertValidSchema,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLResolveInfo,
  getArgumentValues,
  OperationTypeNode,
} from 'graphql';
import { createCompleters } from './complete-value.js';
import { createExecution, type Execution, type Path, type SelectedField } from './execution.js';
import { addError, handleFieldError } from './field-errors.js';
import { createResultObject, isPromiseLike, type ResultObject, resolveFields } from './result-object.js';
import { selectFields } from './select-fields.js';

/** Executes an operation, as `execute` of graphql-js: with the same result, errors and calls of resolvers. */
export type Execute = (args: ExecutionArgs) => ExecutionResult | PromiseLike<ExecutionResult>;

/**
 * Returns the executor of a server: a new one, or `execute` of graphql-js where a library for tracing, such
 * as OpenTelemetry, has wrapped it; otherwise it would see no execution.
 */
export function chooseExecutor(executeOfGraphql: Execute): Execute {
  return '__wrapped' in executeOfGraphql ? executeOfGraphql : createExecutor();
}

/** Creates the executor. Executions share nothing but how the values of a type are completed. */
export function createExecutor(): Execute {
  const completerOf = createCompleters(executeFields);
  return (args) => {
    assertValidSchema(args.schema);
    const { variableValues } = args;
    if (variableValues !== undefined && typeof variableValues !== 'object') {
      throw new Error('Variables must be provided as an Object where each property is a variable value.');
    }
    const execution = createExecution(args, completerOf);
    return 'schema' in execution ? executeOperation(execution) : { errors: execution };
  };
}

function executeOperation(execution: Execution): ReturnType<Execute> {
  const fail = (error: unknown): ExecutionResult => {
    // What leaves the root was located on its way.
    addError(execution, error as GraphQLError, undefined);
    return resultOf(execution, null);
  };
  try {
    const data = executeRoot(execution);
    return isPromiseLike(data)
      ? data.then((each) => resultOf(execution, each), fail)
      : resultOf(execution, data);
  } catch (error) {
    return fail(error);
  }
}

function resultOf({ errors }: Execution, data: unknown): ExecutionResult {
  // The root is executed to an object, or fails.
  const fields = data as ResultObject | null;
  return errors.length === 0 ? { data: fields } : { errors, data: fields };
}

function executeRoot(execution: Execution): unknown {
  const { schema, operation, rootValue } = execution;
  const type = schema.getRootType(operation.operation);
  if (!type) {
    const message = `Schema is not configured to execute ${operation.operation} operation.`;
    throw new GraphQLError(message, { nodes: operation });
  }
  const fields = selectFields(execution, type, [operation.selectionSet]);
  return operation.operation === OperationTypeNode.MUTATION
    ? executeSerially(execution, fields, rootValue)
    : executeFields(execution, fields, rootValue, undefined);
}

function executeSerially(execution: Execution, fields: readonly SelectedField[], source: unknown): unknown {
  const results = createResultObject();
  const executeNext = (field: SelectedField): unknown => {
    const result = executeField(execution, field, source, undefined);
    if (isPromiseLike(result)) {
      return result.then((resolved) => {
        results[field.name] = resolved;
        return results;
      });
    }
    if (result !== undefined) results[field.name] = result;
    return results;
  };
  let executed: unknown = results;
  for (const field of fields)
    executed = isPromiseLike(executed) ? executed.then(() => executeNext(field)) : executeNext(field);
  return executed;
}

function executeFields(
  execution: Execution,
  fields: readonly SelectedField[],
  source: unknown,
  path: Path | undefined,
): unknown {
  const results = createResultObject();
  let hasPromise = false;
  try {
    for (const field of fields) {
      const result = executeField(execution, field, source, path);
      if (result === undefined) continue;
      results[field.name] = result;
      if (isPromiseLike(result)) hasPromise = true;
    }
  } catch (error) {
    if (!hasPromise) throw error;
    // The promises of the fields before it may reject too, and must not stay unhandled.
    return resolveFields(results).finally(() => {
      throw error;
    });
  }
  return hasPromise ? resolveFields(results) : results;
}

function executeField(
  execution: Execution,
  field: SelectedField,
  source: unknown,
  parentPath: Path | undefined,
): unknown {
  const { definition, parentType } = field;
  const path: Path = { prev: parentPath, key: field.name, typename: parentType.name };
  const info: GraphQLResolveInfo = {
    fieldName: definition.name,
    fieldNodes: field.nodes,
    returnType: definition.type,
    parentType,
    path,
    schema: execution.schema,
    fragments: execution.fragments,
    rootValue: execution.rootValue,
    operation: execution.operation,
    variableValues: execution.variableValues,
  };
  try {
    const [node] = field.nodes;
    const args =
      field.takesArguments && node ? getArgumentValues(definition, node, execution.variableValues) : {};
    const resolve = definition.resolve ?? execution.fieldResolver;
    const value: unknown = resolve(source, args, execution.contextValue, info);
    const completed = isPromiseLike(value)
      ? value.then((each) => field.complete(execution, field, info, path, each))
      : field.complete(execution, field, info, path, value);
    if (!isPromiseLike(completed)) return completed;
    return completed.then(undefined, (error: unknown) =>
      handleFieldError(execution, error, definition.type, field, path),
    );
  } catch (error) {
    return handleFieldError(execution, error, definition.type, field, path);
  }
}
