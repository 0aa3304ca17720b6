import { isNativeError, isPromise } from 'node:util/types';
import { GraphQLError, type GraphQLErrorOptions, GraphQLScalarType } from 'graphql';
import type { ResolverMap } from '../shared/index.js';

type Resolve = (this: unknown, ...args: readonly unknown[]) => unknown;

/**
 * Returns resolvers that work although the test uses another copy of graphql-js than the server: vitest loads
 * the ES modules of the package where Node.js loads its CommonJS, and jest runs CommonJS tests in a context
 * (realm) of their own. Scalars are created again, and the errors that resolvers throw become instances of
 * the classes that the server knows.
 */
export function adoptResolvers(map: ResolverMap): ResolverMap {
  return mapValues(map, (type) => {
    if (isForeignScalar(type)) return new GraphQLScalarType(type.toConfig());
    return isObject(type) && !(type instanceof GraphQLScalarType) ? mapValues(type, adoptField) : type;
  });
}

function adoptField(field: unknown): unknown {
  if (typeof field === 'function') return withAdoptedErrors(field as Resolve);
  const isConfig = isObject(field) && ('resolve' in field || 'subscribe' in field);
  return isConfig ? mapValues(field, adoptField) : field;
}

function withAdoptedErrors(resolve: Resolve): Resolve {
  return function (this: unknown, ...args) {
    try {
      const result = resolve.call(this, ...args);
      return isPromise(result) ? result.then(undefined, throwAdopted) : result;
    } catch (error) {
      return throwAdopted(error);
    }
  };
}

function throwAdopted(error: unknown): never {
  if (!isNativeError(error) || error instanceof GraphQLError) throw error;
  if (error.name === 'GraphQLError') throw new GraphQLError(error.message, error as GraphQLErrorOptions);
  if (error instanceof Error) throw error;
  const { name, message, stack } = error;
  throw Object.assign(new Error(message), error, { name, stack });
}

/** Not `isScalarType`, which throws for the scalar of another copy. */
function isForeignScalar(value: unknown): value is Pick<GraphQLScalarType, 'toConfig'> {
  const isScalar = Object.prototype.toString.call(value) === '[object GraphQLScalarType]';
  return isScalar && !(value instanceof GraphQLScalarType);
}

function isObject(value: unknown): value is ResolverMap {
  return typeof value === 'object' && value !== null;
}

/** With inherited keys, which graphql-tools reads too. */
function mapValues(map: ResolverMap, change: (value: unknown) => unknown): ResolverMap {
  const changed: Record<string, unknown> = {};
  for (const key in map) changed[key] = change(map[key]);
  return changed;
}
