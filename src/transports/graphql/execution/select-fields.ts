import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields } from './collect-fields.js';
import type { Execution, SelectedField } from './execution.js';

/** Returns the fields that selection sets select of an object type, without those that it does not have. */
export function selectFields(
  execution: Execution,
  parentType: GraphQLObjectType,
  selectionSets: Iterable<SelectionSetNode | undefined>,
): readonly SelectedField[] {
  const selected: SelectedField[] = [];
  for (const [name, nodes] of collectFields(execution, parentType, selectionSets)) {
    const definition = findField(execution.schema, parentType, nodes);
    if (definition === undefined) continue;
    selected.push({
      name,
      nodes,
      parentType,
      definition,
      takesArguments: definition.args.length > 0,
      complete: execution.completerOf(definition.type),
      subfields: undefined,
    });
  }
  return selected;
}

/** Returns the fields that are selected of the values of a field, which are of an object type. */
export function subfieldsOf(
  execution: Execution,
  field: SelectedField,
  type: GraphQLObjectType,
): readonly SelectedField[] {
  const known = field.subfields?.get(type);
  if (known !== undefined) return known;
  const selected = selectFields(
    execution,
    type,
    field.nodes.map(({ selectionSet }) => selectionSet),
  );
  field.subfields ??= new Map();
  field.subfields.set(type, selected);
  return selected;
}

function findField(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  [node]: readonly FieldNode[],
): GraphQLField<unknown, unknown> | undefined {
  const name = node?.name.value ?? '';
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (schema.getQueryType() === parentType) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parentType.getFields()[name];
}
