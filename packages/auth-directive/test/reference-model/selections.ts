import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What is needed to collect selections. */
export type SelectionSource = {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly coerced: Readonly<Record<string, unknown>>;
};

/** Returns false for a selection that `@skip` or `@include` removes. */
export function isSelected(node: SelectionNode, source: SelectionSource): boolean {
  const coerced = { ...source.coerced };
  if (getDirectiveValues(GraphQLSkipDirective, node, coerced)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, coerced)?.['if'] !== false;
}

/** Returns the fragment of that name, or undefined. */
export function fragmentNamed(document: DocumentNode, name: string): FragmentDefinitionNode | undefined {
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition' && definition.name.value === name) return definition;
  }
  return undefined;
}

/**
 * Returns whether an object of this type satisfies a type condition; a missing condition is always
 * satisfied.
 */
export function applies(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  condition: string | undefined,
): boolean {
  if (condition === undefined || condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}

/** Returns the fields of a concrete object by response key, in order (section 6.3.2, CollectFields). */
export function collectFields(
  source: SelectionSource,
  type: GraphQLObjectType,
  sets: readonly (SelectionSetNode | undefined)[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visit = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (!isSelected(node, source)) continue;
      if (node.kind === 'Field') {
        const key = node.alias?.value ?? node.name.value;
        fields.set(key, [...(fields.get(key) ?? []), node]);
        continue;
      }
      const fragment =
        node.kind === 'FragmentSpread' ? fragmentNamed(source.document, node.name.value) : node;
      if (fragment !== undefined && applies(source.schema, type, fragment.typeCondition?.name.value)) {
        visit(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) if (set !== undefined) visit(set);
  return fields;
}
