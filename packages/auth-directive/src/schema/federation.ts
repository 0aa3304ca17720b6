import { type GraphQLSchema, getNamedType } from 'graphql';

/** The root fields that Apollo's subgraph library adds, with the types that they return. */
const SUBGRAPH_FIELDS: ReadonlyMap<string, string> = new Map([
  ['_entities', '_Entity'],
  ['_service', '_Service'],
]);

/**
 * Returns the coordinates of the root fields by which a gateway reads a subgraph. They need no rule:
 * `_service` returns the SDL, and the rules of the entities apply below `_entities`.
 */
export function subgraphFields(schema: GraphQLSchema): ReadonlySet<string> {
  const query = schema.getQueryType();
  const fields = Object.values(query?.getFields() ?? {}).filter(
    ({ name, type }) => SUBGRAPH_FIELDS.get(name) === getNamedType(type).name,
  );
  return new Set(fields.map(({ name }) => `${query?.name}.${name}`));
}

/** Returns whether a gateway reads the schema: Apollo's subgraph library has added its root fields. */
export function isSubgraph(schema: GraphQLSchema): boolean {
  const type = schema.getQueryType()?.getFields()['_service']?.type;
  return type !== undefined && getNamedType(type).name === SUBGRAPH_FIELDS.get('_service');
}
