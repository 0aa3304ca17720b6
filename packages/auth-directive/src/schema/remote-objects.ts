import { defaultFieldResolver, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
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
 * Returns the names of the fields that have a resolver of their own. Only such a resolver can read a property
 * by the alias of a field; the default resolver reads it by the field's name.
 */
export function resolvedFieldNames(schema: GraphQLSchema): ReadonlySet<string> {
  const roots = rootTypeNames(schema);
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || roots.has(type.name)) continue;
    for (const { name, resolve } of Object.values(type.getFields())) {
      if (resolve !== undefined && resolve !== defaultFieldResolver) names.add(name);
    }
  }
  return names;
}
