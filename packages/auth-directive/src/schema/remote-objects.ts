import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { rootTypeNames } from './schema-types.js';

/** The resolver of graphql-tools for the results of other schemas (`wrapSchema`, `stitchSchemas`). */
const REMOTE_RESOLVER = 'defaultMergedResolver';

/**
 * Returns whether objects of a type are results of another schema. They contain only what an operation
 * selects, under the names that the operation chooses.
 */
export function isRemote(schema: GraphQLSchema, typeName: string): boolean {
  const type = schema.getType(typeName);
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return types.some(
    (each) =>
      isObjectType(each) &&
      Object.values(each.getFields()).some(({ resolve }) => resolve?.name === REMOTE_RESOLVER),
  );
}

/**
 * Returns the names of the fields that are not resolved by the default resolver of graphql-js, which reads a
 * property by the field's name. Any other resolver may read it by the field's alias.
 */
export function resolvedFieldNames(
  schema: GraphQLSchema,
  fieldResolver: GraphQLFieldResolver<unknown, unknown>,
): ReadonlySet<string> {
  const roots = rootTypeNames(schema);
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || roots.has(type.name)) continue;
    for (const { name, resolve } of Object.values(type.getFields())) {
      if ((resolve ?? fieldResolver) !== defaultFieldResolver) names.add(name);
    }
  }
  return names;
}
