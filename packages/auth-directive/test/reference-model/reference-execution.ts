import {
  type FieldNode,
  type GraphQLEnumType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Bench, inputRefusals, judgeField, refusalKeys, type Standing } from './judge-field.js';
import { answersNull, edgeRules, elevates, fieldRules, ownRules, type Rule } from './read-rules.js';
import { collectFields, type SelectionSource } from './selections.js';
import type {
  DataSet,
  ExpectedError,
  ExpectedExecution,
  Path,
  ReferenceCaller,
  Slot,
  StoredObject,
} from './types.js';
import { errorKey } from './types.js';
import { judge, judgeInOrder } from './verdict.js';

/** Null travelling upwards, with the errors that sent it (none when `onDeny: NULL` did). */
type Fall = { readonly fallen: true; readonly errors: readonly ExpectedError[] };
type Outcome = { readonly fallen: false; readonly value: unknown } | Fall;
type Setting = {
  readonly bench: Bench;
  readonly source: SelectionSource;
  readonly data: DataSet;
  readonly errors: ExpectedError[];
  readonly trace: Set<string>;
};
/** Who is asked about here. `isUnelevated` marks the subtree of an elevating field that elevated nobody. */
type Judged = { readonly caller: ReferenceCaller; readonly isUnelevated: boolean };
type FieldPlace = {
  readonly parent: GraphQLObjectType;
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly path: Path;
  readonly judged: Judged;
  readonly isSilent: boolean;
};

const nothing: Outcome = { fallen: false, value: null };

function fall(setting: Setting, path: Path, keys: readonly string[], isOptional = false): Fall {
  const error: ExpectedError = { path, keys, isOptional };
  setting.errors.push(error);
  return { fallen: true, errors: [error] };
}

/** Null without a word: no answer may report it, but it covers what lies below it like any other. */
function fallSilently(setting: Setting, path: Path): Fall {
  return fall(setting, path, [], true);
}

/** Null lands here when the position may be null, and travels on when it may not. */
function land(type: GraphQLOutputType, outcome: Outcome, path: Path): Outcome {
  if (!outcome.fallen || isNonNullType(type)) return outcome;
  for (const error of outcome.errors) error.landing = path;
  return nothing;
}

function refuse(setting: Setting, place: FieldPlace, path: Path, keys: readonly string[]): Fall {
  return place.isSilent ? fallSilently(setting, path) : fall(setting, path, keys);
}

function guardedEnumValue(type: GraphQLEnumType, name: unknown): { rules: Rule[]; name: string } | undefined {
  const value = type.getValues().find((each) => each.name === name);
  return value === undefined ? undefined : { rules: ownRules(value), name: value.name };
}

function completeLeaf(
  setting: Setting,
  place: FieldPlace,
  type: GraphQLOutputType,
  slot: Slot,
  path: Path,
): Outcome {
  if (isEnumType(type)) {
    const value = guardedEnumValue(type, slot);
    const rules = value?.rules ?? [];
    const verdict = judge([{ rules, subject: undefined }], place.judged.caller, setting.bench.roles);
    if (verdict.truth === 'no') {
      return refuse(setting, place, path, [
        ...refusalKeys(verdict, `${type.name}.${value?.name}`),
        ...refusalKeys(verdict, `${place.parent.name}.${place.node.name.value}`),
      ]);
    }
  }
  return { fallen: false, value: slot };
}

/** The stored object that a slot refers to. */
function objectAt(data: DataSet, slot: Slot): StoredObject | undefined {
  return typeof slot === 'object' && slot !== null && 'ref' in slot ? data[slot.ref] : undefined;
}

function completeObject(setting: Setting, place: FieldPlace, slot: Slot, path: Path): Outcome {
  const object = objectAt(setting.data, slot);
  const type = setting.bench.schema.getType(object?.type ?? '');
  if (object === undefined || !isObjectType(type)) return fall(setting, path, [errorKey(undefined)]);
  const question = { rules: edgeRules(type), subject: { object, args: {} } };
  const verdict = judgeInOrder([question], place.judged.caller, setting.bench.roles);
  if (verdict.truth === 'no') {
    return refuse(setting, place, path, [
      ...refusalKeys(verdict, `${place.parent.name}.${place.node.name.value}`),
      ...refusalKeys(verdict, type.name),
    ]);
  }
  return executeObject(setting, type, object, place.nodes, path, place.judged);
}

function complete(
  setting: Setting,
  place: FieldPlace,
  type: GraphQLOutputType,
  slot: Slot,
  path: Path,
): Outcome {
  if (isNonNullType(type)) {
    const inner = complete(setting, place, type.ofType, slot, path);
    return !inner.fallen && inner.value === null ? fall(setting, path, [errorKey(undefined)]) : inner;
  }
  if (slot === null) return nothing;
  if (isListType(type)) {
    if (!Array.isArray(slot)) return fall(setting, path, [errorKey(undefined)]);
    const errors: ExpectedError[] = [];
    let hasFallen = false;
    const values = slot.map((item: Slot, index) => {
      const at = [...path, index];
      const outcome = land(type.ofType, complete(setting, place, type.ofType, item, at), at);
      if (!outcome.fallen) return outcome.value;
      hasFallen = true;
      errors.push(...outcome.errors);
      return null;
    });
    return hasFallen ? { fallen: true, errors } : { fallen: false, value: values };
  }
  if (isLeafType(type)) return completeLeaf(setting, place, type, slot, path);
  return completeObject(setting, place, slot, path);
}

/** Below an elevating field that elevated nobody, whatever is guarded is asked for only where there is a value. */
function isGuarded(place: FieldPlace): boolean {
  const field = place.parent.getFields()[place.node.name.value];
  if (field === undefined) return false;
  return fieldRules(place.parent, field.name).length + edgeRules(getNamedType(field.type)).length > 0;
}

function elevatedBy(setting: Setting, slot: Slot): Judged {
  const caller = objectAt(setting.data, slot)?.elevates;
  return caller === undefined
    ? { caller: { kind: 'anonymous' }, isUnelevated: true }
    : { caller, isUnelevated: false };
}

function executeField(setting: Setting, place: FieldPlace, object: StoredObject, isRoot: boolean): Outcome {
  const { bench } = setting;
  const field = place.parent.getFields()[place.node.name.value];
  if (field === undefined) return nothing;
  const standing: Standing = isRoot ? 'root' : object;
  const isElevating = isRoot && elevates(field);
  const inputs = inputRefusals(bench, place.parent, place.node, place.judged.caller, standing);
  const verdict = judgeField(bench, place.parent, place.node, place.judged.caller, standing, !isElevating);
  const slot = object.slots[field.name] ?? null;
  // Where nobody was elevated the resolver runs first, to learn whether there is a value at all.
  if (place.judged.isUnelevated && isGuarded(place)) setting.trace.add(place.path.join('.'));
  if (verdict.truth === 'no' && inputs.length === 0 && place.judged.isUnelevated && slot === null) {
    return complete(setting, place, field.type, null, place.path);
  }
  // A field that answers null is no refusal, and says nothing of what was provided to it.
  if (verdict.truth === 'no' && place.isSilent) return fallSilently(setting, place.path);
  const keys = verdict.truth === 'no' ? [...inputs, ...verdict.keys] : inputs;
  if (keys.length > 0) return fall(setting, place.path, keys);
  setting.trace.add(place.path.join('.'));
  if (typeof slot === 'object' && slot !== null && 'fail' in slot)
    return fall(setting, place.path, [errorKey(undefined)]);
  if (!isElevating) return complete(setting, place, field.type, slot, place.path);
  return completeElevated(setting, place, field.type, slot);
}

/** The value of an elevating field and all below it, judged by the caller it elevated instead of the one who asked. */
function completeElevated(setting: Setting, place: FieldPlace, type: GraphQLOutputType, slot: Slot): Outcome {
  return complete(setting, { ...place, judged: elevatedBy(setting, slot) }, type, slot, place.path);
}

function executeObject(
  setting: Setting,
  type: GraphQLObjectType,
  object: StoredObject,
  parents: readonly FieldNode[],
  path: Path,
  judged: Judged,
): Outcome {
  const sets =
    parents.length === 0 ? [setting.bench.operation.selectionSet] : parents.map((node) => node.selectionSet);
  const value: Record<string, unknown> = {};
  const errors: ExpectedError[] = [];
  let hasFallen = false;
  for (const [key, nodes] of collectFields(setting.source, type, sets)) {
    const [node] = nodes;
    const field = node === undefined ? undefined : type.getFields()[node.name.value];
    if (node === undefined || field === undefined) {
      value[key] = type.name;
      continue;
    }
    const at = [...path, key];
    const isSilent = answersNull(field);
    const place: FieldPlace = { parent: type, node, nodes, path: at, judged, isSilent };
    const outcome = land(field.type, executeField(setting, place, object, parents.length === 0), at);
    if (outcome.fallen) {
      hasFallen = true;
      errors.push(...outcome.errors);
    } else value[key] = outcome.value;
  }
  return hasFallen ? { fallen: true, errors } : { fallen: false, value };
}

/** Executes an operation as the specification says (section 6), asking every law about every value on its way. */
export function referenceExecution(
  bench: Bench,
  source: SelectionSource,
  root: GraphQLObjectType,
  caller: ReferenceCaller,
  data: DataSet,
): ExpectedExecution {
  const setting: Setting = { bench, source, data, errors: [], trace: new Set() };
  const object = data[root.name];
  if (object === undefined) return { data: null, errors: [], trace: new Set() };
  const outcome = executeObject(setting, root, object, [], [], { caller, isUnelevated: false });
  if (outcome.fallen) for (const error of outcome.errors) error.landing = [];
  return { data: outcome.fallen ? null : outcome.value, errors: setting.errors, trace: setting.trace };
}
