import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { CompleteValue, Execution, Path, SelectedField } from './execution.js';
import { handleFieldError } from './field-errors.js';
import { isPromiseLike } from './result-object.js';
import { runtimeTypeOf } from './runtime-type.js';
import { subfieldsOf } from './select-fields.js';

/** Executes the fields that are selected of an object. */
export type ExecuteFields = (
  execution: Execution,
  fields: readonly SelectedField[],
  source: unknown,
  path: Path | undefined,
) => unknown;

/**
 * Returns how the values of each output type are completed. What kind of type it is, is found once per type
 * instead of once per value.
 */
export function createCompleters(executeFields: ExecuteFields): Execution['completerOf'] {
  const completers = new WeakMap<GraphQLOutputType, CompleteValue>();
  return completerOf;

  function completerOf(type: GraphQLOutputType): CompleteValue {
    const known = completers.get(type);
    if (known !== undefined) return known;
    const completer = isNonNullType(type)
      ? completeNonNull(completerOf(type.ofType))
      : completeNullable(completePresent(type));
    completers.set(type, completer);
    return completer;
  }

  function completePresent(type: GraphQLOutputType): CompleteValue {
    if (isListType(type)) return completeList(type.ofType, completerOf(type.ofType));
    if (isLeafType(type)) return completeLeaf(type);
    return isAbstractType(type)
      ? completeAbstract(type, completerOf)
      : completeObject(type as GraphQLObjectType, executeFields);
  }
}

function completeNonNull(complete: CompleteValue): CompleteValue {
  return (execution, field, info, path, value) => {
    const completed = complete(execution, field, info, path, value);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${info.parentType.name}.${info.fieldName}.`);
  };
}

function completeNullable(complete: CompleteValue): CompleteValue {
  return (execution, field, info, path, value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(execution, field, info, path, value);
  };
}

function completeLeaf(type: GraphQLLeafType): CompleteValue {
  return (_execution, _field, _info, _path, value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized !== null && serialized !== undefined) return serialized;
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, ` +
        `returned: ${inspect(serialized)}`,
    );
  };
}

function completeList(itemType: GraphQLOutputType, completeItem: CompleteValue): CompleteValue {
  return (execution, field, info, path, value) => {
    if (!isIterableObject(value)) {
      const coordinate = `${info.parentType.name}.${info.fieldName}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${coordinate}".`);
    }
    let hasPromise = false;
    const items: unknown[] = [];
    for (const item of value) {
      const itemPath: Path = { prev: path, key: items.length, typename: undefined };
      try {
        const completed = isPromiseLike(item)
          ? item.then((each) => completeItem(execution, field, info, itemPath, each))
          : completeItem(execution, field, info, itemPath, item);
        if (isPromiseLike(completed)) {
          hasPromise = true;
          const handled = completed.then(undefined, (error: unknown) =>
            handleFieldError(execution, error, itemType, field, itemPath),
          );
          items.push(handled);
        } else {
          items.push(completed);
        }
      } catch (error) {
        items.push(handleFieldError(execution, error, itemType, field, itemPath));
      }
    }
    return hasPromise ? Promise.all(items) : items;
  };
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  // The cast is safe: the line above has checked that the value may have properties.
  return typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';
}

function completeAbstract(type: GraphQLAbstractType, completerOf: Execution['completerOf']): CompleteValue {
  return (execution, field, info, path, value) => {
    const resolveType = type.resolveType ?? execution.typeResolver;
    const completeAs = (name: unknown): unknown => {
      const objectType = runtimeTypeOf(execution.schema, type, name, info, value);
      return completerOf(objectType)(execution, field, info, path, value);
    };
    const name: unknown = resolveType(value, execution.contextValue, info, type);
    return isPromiseLike(name) ? name.then(completeAs) : completeAs(name);
  };
}

function completeObject(type: GraphQLObjectType, executeFields: ExecuteFields): CompleteValue {
  return (execution, field, info, path, value) => {
    const fields = subfieldsOf(execution, field, type);
    if (!type.isTypeOf) return executeFields(execution, fields, value, path);
    const execute = (isOfType: unknown): unknown => {
      if (!isOfType) throw wrongType(type, value, info);
      return executeFields(execution, fields, value, path);
    };
    const isTypeOf: unknown = type.isTypeOf(value, execution.contextValue, info);
    return isPromiseLike(isTypeOf) ? isTypeOf.then(execute) : execute(isTypeOf);
  };
}

function wrongType(
  type: GraphQLObjectType,
  value: unknown,
  { fieldNodes: nodes }: GraphQLResolveInfo,
): GraphQLError {
  return new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes });
}
