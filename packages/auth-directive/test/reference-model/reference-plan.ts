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
import { type Bench, inputRefusals, judgeField } from './judge-field.js';
import { answersNull, elevates } from './read-rules.js';
import { collectFields, fragmentNamed, isSelected, type SelectionSource } from './selections.js';
import type { ExpectedRefusal, ReferenceCaller } from './types.js';

type Level = GraphQLObjectType | GraphQLInterfaceType;
type Findings = { readonly must: string[][]; readonly may: Set<string> };
type Setting = {
  readonly bench: Bench;
  readonly source: SelectionSource;
  readonly caller: ReferenceCaller;
  readonly findings: Findings;
};
/** Where the walk stands. `isReached` is false below a refusal: what is refused there may be reported, but need not be. */
type Place = {
  readonly possible: readonly GraphQLObjectType[];
  readonly isRoot: boolean;
  readonly isReached: boolean;
};

function possibleTypes(setting: Setting, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? setting.bench.schema.getPossibleTypes(type) : [type];
}

/** The refusals of a field on one level: by its rules and by what was provided to it, as far as no object is needed. */
function refusalsAt(
  setting: Setting,
  level: Level,
  node: FieldNode,
  isRoot: boolean,
): { own: string[]; inputs: string[] } {
  const { bench, caller } = setting;
  const field = level.getFields()[node.name.value];
  const standing = isRoot ? 'root' : 'absent';
  const inputs = inputRefusals(bench, level, node, caller, standing);
  const isElevating = isRoot && field !== undefined && elevates(field);
  const verdict = judgeField(bench, level, node, caller, standing, !isElevating);
  return { own: verdict.truth === 'no' ? [...verdict.keys] : [], inputs };
}

/** The interface or union that a field was selected on, and each object type it may turn out to be. */
function levelsOf(declared: GraphQLCompositeType, place: Place, fieldName: string): Level[] {
  const levels: Level[] = [...place.possible];
  if (!isUnionType(declared) && !isObjectType(declared)) levels.push(declared);
  return levels.filter((level) => level.getFields()[fieldName] !== undefined);
}

/** A refusal that holds for every possible type may also be told under the name of the interface that the field was selected on. */
function underEachName(keys: readonly string[], levels: readonly Level[]): string[] {
  const named = keys.flatMap((key) => {
    const [code, reason, coordinate = '', path] = key.split(' ');
    const [, fieldName] = coordinate.split('.');
    return [key, ...levels.map((level) => [code, reason, `${level.name}.${fieldName}`, path].join(' '))];
  });
  return [...new Set(named)];
}

/** Notes what is refused about one selected field, and says whether what lies below it can be reached. */
function noteField(
  setting: Setting,
  levels: readonly Level[],
  node: FieldNode,
  place: Place,
): 'silent' | 'refused' | 'open' {
  const { findings } = setting;
  const results = levels.map((level) => {
    const field = level.getFields()[node.name.value];
    const { own, inputs } = refusalsAt(setting, level, node, place.isRoot);
    const isSilent = field !== undefined && answersNull(field) && own.length > 0;
    return { isSilent, loud: isSilent ? [] : [...own, ...inputs] };
  });
  const loud = [...new Set(results.flatMap((each) => each.loud))];
  const concrete = results.slice(0, place.possible.length);
  const isSurely = concrete.length > 0 && concrete.every((each) => each.loud.length > 0);
  const accepted = isSurely ? underEachName(loud, levels) : loud;
  for (const key of accepted) findings.may.add(key);
  if (isSurely) {
    if (place.isReached) findings.must.push(accepted);
    return 'refused';
  }
  if (concrete.length > 0 && concrete.every((each) => each.isSilent)) return 'silent';
  // Refused for some types and silent for the others: nothing below it can run either.
  return concrete.some((each) => !each.isSilent && each.loud.length === 0) ? 'open' : 'refused';
}

function walkField(setting: Setting, declared: GraphQLCompositeType, node: FieldNode, place: Place): void {
  const levels = levelsOf(declared, place, node.name.value);
  const fields = levels.flatMap((level) => level.getFields()[node.name.value] ?? []);
  if (fields.length === 0) return;
  const outcome = noteField(setting, levels, node, place);
  const isElevating = place.isRoot && fields.some((field) => elevates(field));
  if (outcome === 'silent' || isElevating || node.selectionSet === undefined) return;
  const types = new Set(fields.map((field) => getNamedType(field.type)));
  for (const type of types) {
    if (!isCompositeType(type)) continue;
    const isReached = place.isReached && outcome === 'open' && types.size === 1;
    walk(setting, type, node.selectionSet, {
      possible: possibleTypes(setting, type),
      isRoot: false,
      isReached,
    });
  }
}

function walk(setting: Setting, declared: GraphQLCompositeType, set: SelectionSetNode, place: Place): void {
  for (const node of set.selections) {
    if (!isSelected(node, setting.source)) continue;
    if (node.kind === 'Field') {
      walkField(setting, declared, node, place);
      continue;
    }
    const fragment =
      node.kind === 'FragmentSpread' ? fragmentNamed(setting.source.document, node.name.value) : node;
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? declared : setting.bench.schema.getType(condition);
    if (type === undefined || !isCompositeType(type)) continue;
    const wanted = possibleTypes(setting, type);
    const possible = place.possible.filter((each) => wanted.includes(each));
    if (possible.length > 0) walk(setting, type, fragment.selectionSet, { ...place, possible });
  }
}

/**
 * What the laws demand before anything runs. `isWhole` says that any refusal refuses the operation (a mutation, or queries: 'reject');
 * otherwise only an operation whose every root field is refused is refused whole. Undefined when execution has to begin.
 */
export function referencePlan(
  bench: Bench,
  source: SelectionSource,
  root: GraphQLObjectType,
  caller: ReferenceCaller,
  isWhole: boolean,
): Omit<ExpectedRefusal, 'isInPlace'> | undefined {
  const findings: Findings = { must: [], may: new Set() };
  const setting: Setting = { bench, source, caller, findings };
  walk(setting, root, bench.operation.selectionSet, { possible: [root], isRoot: true, isReached: true });
  if (isWhole) return findings.may.size === 0 ? undefined : findings;
  const roots = rootsOf(setting, root);
  return roots.length === 0 || roots.includes('open') ? undefined : findings;
}

/** Of every root field: whether it is refused without an object. */
function rootsOf(setting: Setting, root: GraphQLObjectType): ('refused' | 'open')[] {
  const fields = collectFields(setting.source, root, [setting.bench.operation.selectionSet]);
  return [...fields.values()].map(([node]) => {
    const field = node === undefined ? undefined : root.getFields()[node.name.value];
    if (node === undefined || field === undefined) return 'open';
    const { own, inputs } = refusalsAt(setting, root, node, true);
    if (own.length === 0) return inputs.length > 0 ? 'refused' : 'open';
    return answersNull(field) ? 'open' : 'refused';
  });
}
