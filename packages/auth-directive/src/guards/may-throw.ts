import {
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

type Path = GraphQLResolveInfo['path'];
type Info = Pick<GraphQLResolveInfo, 'path' | 'operation' | 'fragments' | 'schema'>;

/**
 * Returns whether the resolver of a field may throw a refusal. graphql-js drops the promises of earlier items
 * of a list when a later item throws, and a dropped promise that rejects ends the process. Throwing is safe
 * when null stays within the item, or when the item is the first of its list.
 */
export function mayThrow(info: Info): boolean {
  if (isInFirstItems(info.path)) return true;
  return staysInItem(info, pathTo(info.path));
}

/** The same for the resolver of an abstract type, which does not know the item that it is called for. */
export function mayThrowInValue(info: Info & Pick<GraphQLResolveInfo, 'returnType'>): boolean {
  const { returnType } = info;
  if (hasNonNullItems(returnType)) return false;
  return !isNonNullType(returnType) || isListType(returnType.ofType) || mayThrow(info);
}

function isInFirstItems(path: Path): boolean {
  for (let node: Path | undefined = path; node !== undefined; node = node.prev) {
    if (typeof node.key === 'number' && node.key > 0) return false;
  }
  return true;
}

function pathTo(path: Path): readonly Path[] {
  const nodes: Path[] = [];
  for (let node: Path | undefined = path; node !== undefined; node = node.prev) nodes.unshift(node);
  return nodes;
}

/** Follows the path from the root: is there a position that may be null below every later item of a list? */
function staysInItem(info: Info, path: readonly Path[]): boolean {
  let sets: readonly SelectionSetNode[] = [info.operation.selectionSet];
  let types: readonly GraphQLOutputType[] = [];
  let isSafe = true;
  for (const { key, typename } of path) {
    if (typeof key === 'number') {
      types = types.map(itemOf);
      if (key > 0) isSafe = false;
    } else {
      const nodes = fieldsNamed(info, sets, key);
      types = nodes.flatMap(({ name }) => fieldType(info, typename, name.value));
      sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    }
    if (types.length > 0 && types.every(isNullable)) isSafe = true;
  }
  return isSafe;
}

/**
 * Returns the fields with this key. Those of other types, too, of which one may have the same key. Each
 * fragment is read once: nested fragments can spread each other exponentially often.
 */
function fieldsNamed(
  { fragments }: Info,
  sets: readonly SelectionSetNode[],
  key: string,
): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  const pending = [...sets];
  const visited = new Set<SelectionSetNode>();
  for (let set = pending.pop(); set !== undefined; set = pending.pop()) {
    if (visited.has(set)) continue;
    visited.add(set);
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        if ((selection.alias ?? selection.name).value === key) nodes.push(selection);
        continue;
      }
      const { selectionSet } =
        selection.kind === Kind.FRAGMENT_SPREAD ? (fragments[selection.name.value] ?? {}) : selection;
      if (selectionSet !== undefined) pending.push(selectionSet);
    }
  }
  return nodes;
}

function fieldType({ schema }: Info, typename: string | undefined, name: string): GraphQLOutputType[] {
  const type = typename === undefined ? undefined : schema.getType(typename);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  return field === undefined ? [] : [field.type];
}

function isNullable(type: GraphQLOutputType): boolean {
  return !isNonNullType(type);
}

function itemOf(type: GraphQLOutputType): GraphQLOutputType {
  const list = isNonNullType(type) ? type.ofType : type;
  return isListType(list) ? list.ofType : list;
}

function hasNonNullItems(type: GraphQLOutputType): boolean {
  const list = isNonNullType(type) ? type.ofType : type;
  return isListType(list) && (isNonNullType(list.ofType) || hasNonNullItems(list.ofType));
}
