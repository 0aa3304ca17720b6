import { GraphQLEnumType, type GraphQLSchema, isEnumType } from 'graphql';

/** The methods that convert values, in graphql 16 and 17. */
const METHODS = [
  'serialize',
  'parseValue',
  'parseLiteral',
  'coerceOutputValue',
  'coerceInputValue',
  'coerceInputLiteral',
] as const;

/** Copies the custom methods of enums: a mapped schema has new enums with the standard methods. */
export function keepEnumMethods(from: GraphQLSchema, to: GraphQLSchema): void {
  for (const [name, type] of Object.entries(from.getTypeMap())) {
    const target = to.getType(name);
    if (!isEnumType(type) || target === undefined) continue;
    for (const method of METHODS) {
      const own: unknown = Reflect.get(type, method);
      const isOwn = own !== Reflect.get(GraphQLEnumType.prototype, method);
      if (typeof own === 'function' && isOwn) Object.assign(target, { [method]: own.bind(type) });
    }
  }
}
