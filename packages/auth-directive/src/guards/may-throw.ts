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
  let selections: readonly SelectionSetNode[] = [info.operation.selectionSet];
  let types: readonly GraphQLOutputType[] = [];
  let isSafe = true;
  for (const { key, typename } of path) {
    if (typeof key === 'number') {
      types = types.map(itemOf);
      if (key > 0) isSafe = false;
    } else {
      const nodes = selections.flatMap((each) => fieldsNamed(info, each, key));
      types = nodes.flatMap(({ name }) => fieldType(info, typename, name.value));
      selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    }
    if (types.length > 0 && types.every(isNullable)) isSafe = true;
  }
  return isSafe;
}

/** Returns the fields with this key. Those of other types, too, of which one may have the same key. */
function fieldsNamed(info: Info, { selections }: SelectionSetNode, key: string): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      return (selection.alias ?? selection.name).value === key ? [selection] : [];
    }
    const { selectionSet } =
      selection.kind === Kind.FRAGMENT_SPREAD ? (info.fragments[selection.name.value] ?? {}) : selection;
    return selectionSet === undefined ? [] : fieldsNamed(info, selectionSet, key);
  });
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
