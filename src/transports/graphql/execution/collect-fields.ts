import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getDirectiveValues,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import type { Execution } from './execution.js';

/** The nodes of each selected field, by its name in the response. */
export type FieldGroups = ReadonlyMap<string, FieldNode[]>;

type Selecting = Pick<Execution, 'schema' | 'fragments' | 'variableValues'>;

/** Collects what selection sets select of an object type, as CollectFields of the specification. */
export function collectFields(
  execution: Selecting,
  type: GraphQLObjectType,
  selectionSets: Iterable<SelectionSetNode | undefined>,
): FieldGroups {
  const groups = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const each of selectionSets) if (each !== undefined) collect(each);
  return groups;

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) collectSelection(selection);
  }

  function collectSelection(selection: SelectionNode): void {
    if (selection.kind === Kind.FRAGMENT_SPREAD) collectSpread(selection);
    else if (isIncluded(execution, selection)) collectIncluded(selection);
  }

  function collectIncluded(selection: FieldNode | InlineFragmentNode): void {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [selection]);
      else group.push(selection);
    } else if (appliesTo(execution, selection, type)) {
      collect(selection.selectionSet);
    }
  }

  function collectSpread(spread: FragmentSpreadNode): void {
    const name = spread.name.value;
    if (visited.has(name) || !isIncluded(execution, spread)) return;
    visited.add(name);
    const fragment = execution.fragments[name];
    if (fragment !== undefined && appliesTo(execution, fragment, type)) collect(fragment.selectionSet);
  }
}

/** `@skip` has precedence over `@include`. */
function isIncluded({ variableValues }: Selecting, node: SelectionNode): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false
  );
}

function appliesTo(
  { schema }: Selecting,
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  type: GraphQLObjectType,
): boolean {
  if (typeCondition === undefined) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
