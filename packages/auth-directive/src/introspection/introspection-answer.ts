import {
  type DefinitionNode,
  type DocumentNode,
  execute,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isPromiseLike } from '../core/maybe-promise.js';
import { isIntrospectionField } from './introspection-rules.js';

/** An operation whose introspection fields are answered from a visible schema. */
export interface IntrospectionRequest {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Returns the part of a document that introspects, from the roots of its operations; undefined when there is
 * none. Fragments lose their other fields as well: those on the query type are spread at the root only.
 */
export function introspectionPart(document: DocumentNode): DocumentNode | undefined {
  const definitions = document.definitions.map(onlyIntrospection);
  return definitions.some(selectsIntrospection) ? { ...document, definitions } : undefined;
}

/** Answers the introspecting part of a document, by response keys. */
export function answerIntrospection(
  part: DocumentNode,
  { schema, operation, variables }: IntrospectionRequest,
): Readonly<Record<string, unknown>> {
  if (operation.operation !== 'query') return {};
  const result = execute({
    schema,
    document: part,
    operationName: operation.name?.value ?? null,
    variableValues: variables,
  });
  // Introspection is synchronous.
  return isPromiseLike(result) ? {} : (result.data ?? {});
}

function onlyIntrospection(definition: DefinitionNode): DefinitionNode {
  const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
  const isFragment =
    definition.kind === Kind.FRAGMENT_DEFINITION && !definition.typeCondition.name.value.startsWith('__');
  if (!isOperation && !isFragment) return definition;
  return { ...definition, selectionSet: reduceSelections(definition.selectionSet) };
}

function reduceSelections(set: SelectionSetNode): SelectionSetNode {
  const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return isIntrospectionField(selection) ? [selection] : [];
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    return [{ ...selection, selectionSet: reduceSelections(selection.selectionSet) }];
  });
  return { ...set, selections };
}

function selectsIntrospection(definition: DefinitionNode): boolean {
  return 'selectionSet' in definition && definition.selectionSet !== undefined
    ? hasIntrospectionField(definition.selectionSet)
    : false;
}

function hasIntrospectionField({ selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return isIntrospectionField(selection);
    return selection.kind === Kind.INLINE_FRAGMENT && hasIntrospectionField(selection.selectionSet);
  });
}
