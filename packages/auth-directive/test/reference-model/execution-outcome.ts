import { type FieldNode, type GraphQLObjectType, type GraphQLOutputType, isNonNullType } from 'graphql';
import type { EvaluationContext } from './judge-field.js';
import type { OnDeny } from './read-rules.js';
import type { SelectionSource } from './selections.js';
import type { DataSet, ExpectedError, Path, ReferenceCaller, StoredObject, StoredValue } from './types.js';

/** Null that propagates upwards, with its errors (none when `onDeny: NULL` caused it). */
export type Propagation = { readonly propagates: true; readonly errors: readonly ExpectedError[] };
export type Outcome = { readonly propagates: false; readonly value: unknown } | Propagation;
export type EvaluationState = {
  readonly evaluation: EvaluationContext;
  readonly source: SelectionSource;
  readonly data: DataSet;
  readonly errors: ExpectedError[];
  readonly trace: Set<string>;
};
/**
 * The caller in this subtree. `isUnelevated` marks the subtree of an elevating field without an elevated
 * caller.
 */
export type JudgedCaller = { readonly caller: ReferenceCaller; readonly isUnelevated: boolean };
export type FieldEvaluation = {
  readonly parent: GraphQLObjectType;
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly path: Path;
  readonly judged: JudgedCaller;
  readonly onDeny: OnDeny;
};

export const nothing: Outcome = { propagates: false, value: null };
/** The outcome of a refused item of a list with `onDeny: FILTER`. */
export const leftOut: Outcome = { propagates: false, value: Symbol('left out') };

export function propagateError(
  state: EvaluationState,
  path: Path,
  keys: readonly string[],
  isOptional = false,
): Propagation {
  const error: ExpectedError = { path, keys, isOptional };
  state.errors.push(error);
  return { propagates: true, errors: [error] };
}

/** Null without an error: no answer may report it, but it hides the fields below it like any other null. */
export function propagateSilently(state: EvaluationState, path: Path): Propagation {
  return propagateError(state, path, [], true);
}

/** Null stays here when the position is nullable, and propagates when it is not. */
export function settleNull(type: GraphQLOutputType, outcome: Outcome, path: Path): Outcome {
  if (!outcome.propagates || isNonNullType(type)) return outcome;
  for (const error of outcome.errors) error.nullPath = path;
  return nothing;
}

export function refuse(
  state: EvaluationState,
  position: FieldEvaluation,
  path: Path,
  keys: readonly string[],
): Outcome {
  if (position.onDeny === 'FILTER') return leftOut;
  return position.onDeny === 'NULL' ? propagateSilently(state, path) : propagateError(state, path, keys);
}

/** Returns the stored object that a value refers to. */
export function objectAt(data: DataSet, storedValue: StoredValue): StoredObject | undefined {
  return typeof storedValue === 'object' && storedValue !== null && 'ref' in storedValue
    ? data[storedValue.ref]
    : undefined;
}
