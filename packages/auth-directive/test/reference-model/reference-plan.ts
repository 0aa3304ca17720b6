import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  type SelectionSetNode,
} from 'graphql';
import { type EvaluationContext, inputRefusals, judgeField } from './judge-field.js';
import { edgeRules, elevates, onDenyOf } from './read-rules.js';
import { collectFields, fragmentNamed, isSelected, type SelectionSource } from './selections.js';
import type { ExpectedRefusal, ReferenceCaller } from './types.js';
import { judge } from './verdict.js';

type Level = GraphQLObjectType | GraphQLInterfaceType;
type Findings = { readonly must: string[][]; readonly may: Set<string> };
type EvaluationState = {
  readonly evaluation: EvaluationContext;
  readonly source: SelectionSource;
  readonly caller: ReferenceCaller;
  readonly findings: Findings;
};
/**
 * The state of the walk. `isReached` is false below a refusal: further refusals there may be reported, but
 * need not be.
 */
type WalkPosition = {
  readonly possible: readonly GraphQLObjectType[];
  readonly isRoot: boolean;
  readonly isReached: boolean;
};

function possibleTypes(state: EvaluationState, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? state.evaluation.schema.getPossibleTypes(type) : [type];
}

/** Returns the refusals of a field by its rules and its provided inputs, as far as they need no object. */
function refusalsAt(
  state: EvaluationState,
  level: Level,
  node: FieldNode,
  isRoot: boolean,
): { own: string[]; inputs: string[] } {
  const { evaluation, caller } = state;
  const field = level.getFields()[node.name.value];
  const objectState = isRoot ? 'root' : 'absent';
  const inputs = inputRefusals(evaluation, level, node, caller, objectState);
  const isElevating = isRoot && field !== undefined && elevates(field);
  const verdict = judgeField(evaluation, level, node, caller, objectState, !isElevating);
  return { own: verdict.truth === 'no' ? [...verdict.keys] : [], inputs };
}

/** The interface or union on which a field was selected, and its possible object types. */
function levelsOf(declared: GraphQLCompositeType, position: WalkPosition, fieldName: string): Level[] {
  const levels: Level[] = [...position.possible];
  if (!isUnionType(declared) && !isObjectType(declared)) levels.push(declared);
  return levels.filter((level) => level.getFields()[fieldName] !== undefined);
}

/**
 * A refusal for every possible type may also be reported with the name of the interface on which the field
 * was selected.
 */
function underEachName(keys: readonly string[], levels: readonly Level[]): string[] {
  const named = keys.flatMap((key) => {
    const [code, reason, coordinate = '', path] = key.split(' ');
    const [, fieldName] = coordinate.split('.');
    return [key, ...levels.map((level) => [code, reason, `${level.name}.${fieldName}`, path].join(' '))];
  });
  return [...new Set(named)];
}

/** Records the refusals of one selected field. Returns whether the fields below it can be reached. */
function recordField(
  state: EvaluationState,
  levels: readonly Level[],
  node: FieldNode,
  position: WalkPosition,
): 'silent' | 'refused' | 'open' {
  const { findings } = state;
  const results = levels.map((level) => {
    const field = level.getFields()[node.name.value];
    const { own, inputs } = refusalsAt(state, level, node, position.isRoot);
    const isSilent = field !== undefined && onDenyOf(level, field.name) !== 'ERROR' && own.length > 0;
    return { isSilent, reported: isSilent ? [] : [...own, ...inputs] };
  });
  const reported = [...new Set(results.flatMap((each) => each.reported))];
  const concrete = results.slice(0, position.possible.length);
  const isSurely = concrete.length > 0 && concrete.every((each) => each.reported.length > 0);
  const accepted = isSurely ? underEachName(reported, levels) : reported;
  for (const key of accepted) findings.may.add(key);
  if (isSurely) {
    if (position.isReached) findings.must.push(accepted);
    return 'refused';
  }
  if (concrete.length > 0 && concrete.every((each) => each.isSilent)) return 'silent';
  // Refused for some types and silent for the others: nothing below it can run either.
  return concrete.some((each) => !each.isSilent && each.reported.length === 0) ? 'open' : 'refused';
}

/** Returns whether a silent field shows the caller no object of a type: it is null or left out. */
function isRefused({ evaluation, caller }: EvaluationState, type: GraphQLObjectType): boolean {
  const rules = edgeRules(type);
  return judge([{ rules, subject: undefined }], caller, evaluation.roles).truth === 'no';
}

function walkField(
  state: EvaluationState,
  declared: GraphQLCompositeType,
  node: FieldNode,
  position: WalkPosition,
): void {
  const levels = levelsOf(declared, position, node.name.value);
  const fields = levels.flatMap((level) => level.getFields()[node.name.value] ?? []);
  if (fields.length === 0) return;
  const outcome = recordField(state, levels, node, position);
  const isElevating = position.isRoot && fields.some((field) => elevates(field));
  if (outcome === 'silent' || isElevating || node.selectionSet === undefined) return;
  const types = new Set(fields.map((field) => getNamedType(field.type)));
  const isLeftOut = position.possible.every((level) => onDenyOf(level, node.name.value) !== 'ERROR');
  for (const type of types) {
    if (!isCompositeType(type)) continue;
    const isReached = position.isReached && outcome === 'open' && types.size === 1;
    walk(state, type, node.selectionSet, {
      possible: possibleTypes(state, type).filter((each) => !isLeftOut || !isRefused(state, each)),
      isRoot: false,
      isReached,
    });
  }
}

function walk(
  state: EvaluationState,
  declared: GraphQLCompositeType,
  set: SelectionSetNode,
  position: WalkPosition,
): void {
  for (const node of set.selections) {
    if (!isSelected(node, state.source)) continue;
    if (node.kind === 'Field') {
      walkField(state, declared, node, position);
      continue;
    }
    const fragment =
      node.kind === 'FragmentSpread' ? fragmentNamed(state.source.document, node.name.value) : node;
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? declared : state.evaluation.schema.getType(condition);
    if (type === undefined || !isCompositeType(type)) continue;
    const wanted = possibleTypes(state, type);
    const possible = position.possible.filter((each) => wanted.includes(each));
    if (possible.length > 0) walk(state, type, fragment.selectionSet, { ...position, possible });
  }
}

/**
 * Returns what the guarantees require before anything runs, or undefined when the execution must start. With
 * `rejectsWholeOperation` any refusal refuses the operation (a mutation, or queries: 'reject'); otherwise an
 * operation is refused only when every root field is refused.
 */
export function referencePlan(
  evaluation: EvaluationContext,
  source: SelectionSource,
  root: GraphQLObjectType,
  caller: ReferenceCaller,
  rejectsWholeOperation: boolean,
): Omit<ExpectedRefusal, 'isInPlace'> | undefined {
  const findings: Findings = { must: [], may: new Set() };
  const state: EvaluationState = { evaluation, source, caller, findings };
  walk(state, root, evaluation.operation.selectionSet, { possible: [root], isRoot: true, isReached: true });
  if (rejectsWholeOperation) return findings.may.size === 0 ? undefined : findings;
  const roots = rootsOf(state, root);
  return roots.length === 0 || roots.includes('open') ? undefined : findings;
}

/** Returns for every root field whether it is refused without an object. */
function rootsOf(state: EvaluationState, root: GraphQLObjectType): ('refused' | 'open')[] {
  const fields = collectFields(state.source, root, [state.evaluation.operation.selectionSet]);
  return [...fields.values()].map(([node]) => {
    const field = node === undefined ? undefined : root.getFields()[node.name.value];
    if (node === undefined || field === undefined) return 'open';
    const { own, inputs } = refusalsAt(state, root, node, true);
    if (own.length === 0) return inputs.length > 0 ? 'refused' : 'open';
    return onDenyOf(root, field.name) === 'ERROR' ? 'refused' : 'open';
  });
}
