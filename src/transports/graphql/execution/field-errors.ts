import {
  type GraphQLError,
  type GraphQLOutputType,
  isNonNullType,
  locatedError,
  responsePathAsArray,
} from 'graphql';
import type { Execution, Path, SelectedField } from './execution.js';

/** Returns null for an error at a nullable position, and throws it where null is not allowed. */
export function handleFieldError(
  execution: Execution,
  cause: unknown,
  type: GraphQLOutputType,
  { nodes }: SelectedField,
  path: Path,
): null {
  const error = locatedError(cause, nodes, responsePathAsArray(path));
  if (isNonNullType(type)) throw error;
  addError(execution, error, path);
  return null;
}

/** Adds an error, except below a position that another error has made null already. */
export function addError({ errors, nulled }: Execution, error: GraphQLError, at: Path | undefined): void {
  for (let path = at; path !== undefined; path = path.prev) if (nulled.has(path)) return;
  if (nulled.has(undefined)) return;
  nulled.add(at);
  errors.push(error);
}
