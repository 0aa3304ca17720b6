import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';

/** Returns the object type that `resolveType` has named. Throws when it is not one of the abstract type. */
export function runtimeTypeOf(
  schema: GraphQLSchema,
  abstractType: GraphQLAbstractType,
  name: unknown,
  { parentType, fieldName, fieldNodes: nodes }: GraphQLResolveInfo,
  value: unknown,
): GraphQLObjectType {
  const unresolved =
    `Abstract type "${abstractType.name}" must resolve to an Object type at runtime ` +
    `for field "${parentType.name}.${fieldName}"`;
  if (name === null || name === undefined) {
    const hint =
      `Either the "${abstractType.name}" type should provide a "resolveType" function ` +
      'or each possible type should provide an "isTypeOf" function.';
    throw new GraphQLError(`${unresolved}. ${hint}`, { nodes });
  }
  if (isObjectType(name)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 ' +
        'please return type name instead.',
    );
  }
  if (typeof name !== 'string') {
    throw new GraphQLError(`${unresolved} with value ${inspect(value)}, received "${inspect(name)}".`);
  }
  const type = schema.getType(name);
  if (type === undefined) {
    const problem = `was resolved to a type "${name}" that does not exist inside the schema.`;
    throw new GraphQLError(`Abstract type "${abstractType.name}" ${problem}`, { nodes });
  }
  if (!isObjectType(type)) {
    const problem = `was resolved to a non-object type "${name}".`;
    throw new GraphQLError(`Abstract type "${abstractType.name}" ${problem}`, { nodes });
  }
  if (!schema.isSubType(abstractType, type)) {
    const problem = `is not a possible type for "${abstractType.name}".`;
    throw new GraphQLError(`Runtime Object type "${type.name}" ${problem}`, { nodes });
  }
  return type;
}
