import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** A type with fields that may implement interfaces. */
export type Composite = GraphQLObjectType | GraphQLInterfaceType;

/**
 * Returns the names of a type and of all its interfaces, direct and inherited, each once and the type first.
 */
export function typeChain(type: GraphQLNamedType | undefined): readonly string[] {
  if (type === undefined) return [];
  if (!isObjectType(type) && !isInterfaceType(type)) return [type.name];
  return [type.name, ...interfacesOf(type, new Set()).map(({ name }) => name)];
}

function interfacesOf(type: Composite, seen: Set<GraphQLInterfaceType>): readonly GraphQLInterfaceType[] {
  for (const parent of type.getInterfaces()) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    interfacesOf(parent, seen);
  }
  return [...seen];
}

/** Returns the names of the root types, each with its operation. */
export function rootTypeNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [operation, type] of [
    ['query', schema.getQueryType()],
    ['subscription', schema.getSubscriptionType()],
    ['mutation', schema.getMutationType()],
  ] as const) {
    if (type) names.set(type.name, operation);
  }
  return names;
}
