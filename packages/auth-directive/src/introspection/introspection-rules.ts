import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';

/** Returns whether a field is `__schema` or `__type`. */
export function isIntrospectionField({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

/**
 * Refuses `__schema` and `__type` below another field, which is possible where a field returns the query
 * type: the plugin replaces answers at the root of an operation only.
 */
export const IntrospectionAtRootRule: ValidationRule = (context) => ({
  Document(document) {
    const found = nestedIntrospection(document);
    if (found !== undefined) {
      const message = 'Introspection is supported at the root of a query only.';
      context.reportError(new GraphQLError(message, { nodes: [found] }));
    }
  },
});

/**
 * Refuses operations whose root type is hidden. Standard validation accepts any selection there, because it
 * knows no fields.
 */
export const HasRootTypeRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    const message = `Schema is not configured to execute ${node.operation} operation.`;
    context.reportError(new GraphQLError(message, { nodes: [node] }));
  },
});

function nestedIntrospection({ definitions }: DocumentNode): FieldNode | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const pending: Array<{ readonly set: SelectionSetNode; readonly isRoot: boolean }> = [];
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION)
      pending.push({ set: definition.selectionSet, isRoot: true });
  }
  const visited = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { set, isRoot } = next;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        if (!isRoot && isIntrospectionField(selection)) return selection;
        if (selection.selectionSet !== undefined && !isIntrospectionField(selection))
          pending.push({ set: selection.selectionSet, isRoot: false });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        pending.push({ set: selection.selectionSet, isRoot });
      } else {
        const key = `${isRoot} ${selection.name.value}`;
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined || visited.has(key)) continue;
        visited.add(key);
        pending.push({ set: fragment.selectionSet, isRoot });
      }
    }
  }
  return undefined;
}
