import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { completeLeaf } from './complete-leaf.js';
import {
  type EvaluationState,
  type FieldEvaluation,
  type JudgedCaller,
  leftOut,
  nothing,
  type Outcome,
  objectAt,
  propagateError,
  propagateSilently,
  refuse,
  settleNull,
} from './execution-outcome.js';
import {
  type EvaluationContext,
  inputRefusals,
  judgeField,
  type ObjectState,
  refusalKeys,
} from './judge-field.js';
import { edgeRules, elevates, fieldRules, onDenyOf } from './read-rules.js';
import { collectFields, type SelectionSource } from './selections.js';
import {
  type DataSet,
  type ExpectedError,
  type ExpectedExecution,
  errorKey,
  type Path,
  type ReferenceCaller,
  type StoredObject,
  type StoredValue,
} from './types.js';
import { judgeInOrder } from './verdict.js';

function completeObject(
  state: EvaluationState,
  position: FieldEvaluation,
  storedValue: StoredValue,
  path: Path,
): Outcome {
  const object = objectAt(state.data, storedValue);
  const type = state.evaluation.schema.getType(object?.type ?? '');
  if (object === undefined || !isObjectType(type)) return propagateError(state, path, [errorKey(undefined)]);
  const question = { rules: edgeRules(type), subject: { object, args: {} } };
  const verdict = judgeInOrder([question], position.judged.caller, state.evaluation.roles);
  if (verdict.truth === 'no') {
    return refuse(state, position, path, [
      ...refusalKeys(verdict, `${position.parent.name}.${position.node.name.value}`),
      ...refusalKeys(verdict, type.name),
    ]);
  }
  return executeObject(state, type, object, position.nodes, path, position.judged);
}

/** Completes the items of a list. Paths count only the items that are not left out. */
function completeList(
  state: EvaluationState,
  position: FieldEvaluation,
  itemType: GraphQLOutputType,
  items: readonly StoredValue[],
  path: Path,
): Outcome {
  const values: unknown[] = [];
  const errors: ExpectedError[] = [];
  let hasPropagated = false;
  for (const item of items) {
    const at = [...path, values.length];
    const outcome = settleNull(itemType, complete(state, position, itemType, item, at), at);
    if (outcome === leftOut) continue;
    values.push(outcome.propagates ? null : outcome.value);
    if (!outcome.propagates) continue;
    hasPropagated = true;
    errors.push(...outcome.errors);
  }
  return hasPropagated ? { propagates: true, errors } : { propagates: false, value: values };
}

function complete(
  state: EvaluationState,
  position: FieldEvaluation,
  type: GraphQLOutputType,
  storedValue: StoredValue,
  path: Path,
): Outcome {
  if (isNonNullType(type)) {
    const inner = complete(state, position, type.ofType, storedValue, path);
    return !inner.propagates && inner.value === null
      ? propagateError(state, path, [errorKey(undefined)])
      : inner;
  }
  if (storedValue === null) return nothing;
  if (isListType(type)) {
    if (!Array.isArray(storedValue)) return propagateError(state, path, [errorKey(undefined)]);
    return completeList(state, position, type.ofType, storedValue, path);
  }
  if (isLeafType(type)) return completeLeaf(state, position, type, storedValue, path);
  return completeObject(state, position, storedValue, path);
}

/** Below an elevating field without an elevated caller, rules are evaluated only where there is a value. */
function isGuarded(position: FieldEvaluation): boolean {
  const field = position.parent.getFields()[position.node.name.value];
  if (field === undefined) return false;
  return fieldRules(position.parent, field.name).length + edgeRules(getNamedType(field.type)).length > 0;
}

function elevatedBy(state: EvaluationState, storedValue: StoredValue): JudgedCaller {
  const caller = objectAt(state.data, storedValue)?.elevates;
  return caller === undefined
    ? { caller: { kind: 'anonymous' }, isUnelevated: true }
    : { caller, isUnelevated: false };
}

function executeField(
  state: EvaluationState,
  position: FieldEvaluation,
  object: StoredObject,
  isRoot: boolean,
): Outcome {
  const { evaluation } = state;
  const field = position.parent.getFields()[position.node.name.value];
  if (field === undefined) return nothing;
  const objectState: ObjectState = isRoot ? 'root' : object;
  const isElevating = isRoot && elevates(field);
  const inputs = inputRefusals(
    evaluation,
    position.parent,
    position.node,
    position.judged.caller,
    objectState,
  );
  const verdict = judgeField(
    evaluation,
    position.parent,
    position.node,
    position.judged.caller,
    objectState,
    !isElevating,
  );
  const storedValue = object.fieldValues[field.name] ?? null;
  // Without an elevated caller the resolver runs first, since only a value is refused.
  if (position.judged.isUnelevated && isGuarded(position)) state.trace.add(position.path.join('.'));
  if (verdict.truth === 'no' && position.onDeny === 'FILTER') return { propagates: false, value: [] };
  if (verdict.truth === 'no' && inputs.length === 0 && position.judged.isUnelevated && storedValue === null) {
    return complete(state, position, field.type, null, position.path);
  }
  // A silent refusal does not report the inputs that were provided to the field.
  if (verdict.truth === 'no' && position.onDeny === 'NULL') return propagateSilently(state, position.path);
  const keys = verdict.truth === 'no' ? [...inputs, ...verdict.keys] : inputs;
  if (keys.length > 0) return propagateError(state, position.path, keys);
  state.trace.add(position.path.join('.'));
  if (typeof storedValue === 'object' && storedValue !== null && 'fail' in storedValue)
    return propagateError(state, position.path, [errorKey(undefined)]);
  if (!isElevating) return complete(state, position, field.type, storedValue, position.path);
  return completeElevated(state, position, field.type, storedValue);
}

/** Completes the value of an elevating field for the elevated caller instead of the caller of the request. */
function completeElevated(
  state: EvaluationState,
  position: FieldEvaluation,
  type: GraphQLOutputType,
  storedValue: StoredValue,
): Outcome {
  return complete(
    state,
    { ...position, judged: elevatedBy(state, storedValue) },
    type,
    storedValue,
    position.path,
  );
}

function executeObject(
  state: EvaluationState,
  type: GraphQLObjectType,
  object: StoredObject,
  parents: readonly FieldNode[],
  path: Path,
  judged: JudgedCaller,
): Outcome {
  const sets =
    parents.length === 0
      ? [state.evaluation.operation.selectionSet]
      : parents.map((node) => node.selectionSet);
  const value: Record<string, unknown> = {};
  const errors: ExpectedError[] = [];
  let hasPropagated = false;
  for (const [key, nodes] of collectFields(state.source, type, sets)) {
    const [node] = nodes;
    const field = node === undefined ? undefined : type.getFields()[node.name.value];
    if (node === undefined || field === undefined) {
      value[key] = type.name;
      continue;
    }
    const at = [...path, key];
    const onDeny = onDenyOf(type, field.name);
    const position: FieldEvaluation = { parent: type, node, nodes, path: at, judged, onDeny };
    const outcome = settleNull(field.type, executeField(state, position, object, parents.length === 0), at);
    if (outcome.propagates) {
      hasPropagated = true;
      errors.push(...outcome.errors);
    } else value[key] = outcome.value;
  }
  return hasPropagated ? { propagates: true, errors } : { propagates: false, value };
}

/**
 * Executes an operation as in section 6 of the GraphQL specification, and applies every guarantee to every
 * value.
 */
export function referenceExecution(
  evaluation: EvaluationContext,
  source: SelectionSource,
  root: GraphQLObjectType,
  caller: ReferenceCaller,
  data: DataSet,
): ExpectedExecution {
  const state: EvaluationState = { evaluation, source, data, errors: [], trace: new Set() };
  const object = data[root.name];
  if (object === undefined) return { data: null, errors: [], trace: new Set() };
  const outcome = executeObject(state, root, object, [], [], { caller, isUnelevated: false });
  if (outcome.propagates) for (const error of outcome.errors) error.nullPath = [];
  return { data: outcome.propagates ? null : outcome.value, errors: state.errors, trace: state.trace };
}
