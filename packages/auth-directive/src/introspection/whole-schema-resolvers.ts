import {
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLField,
  type GraphQLFieldConfig,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  getNamedType,
  isAbstractType,
  isInputObjectType,
} from 'graphql';
import type { Host } from '../core/host.js';
import { handledRejection, isPromiseLike } from '../core/maybe-promise.js';
import { errorOf, refusalOf } from '../core/refusal.js';
import { CLOSED } from '../core/rule.js';
import { defaultValueOf, valuesWithDefaults } from '../schema/default-value.js';

type Resolvers = Pick<GraphQLFieldConfig<unknown, unknown>, 'resolve' | 'subscribe'>;

/** The schema that a visible schema is part of. */
export interface WholeSchema {
  readonly schema: GraphQLSchema;
  readonly host: Host;
  /** Returns the info of a field with the whole schema. */
  readonly inWholeSchema: (info: GraphQLResolveInfo) => GraphQLResolveInfo;
}

/** Returns one object per info: the guards of a field and of its type share what they know by it. */
export function createInWholeSchema(schema: GraphQLSchema): WholeSchema['inWholeSchema'] {
  const known = new WeakMap<GraphQLResolveInfo, GraphQLResolveInfo>();
  return (info) => {
    const whole = known.get(info) ?? { ...info, schema };
    known.set(info, whole);
    return whole;
  };
}

/**
 * Returns the resolvers of a field as the whole schema has them: they receive the defaults of hidden inputs,
 * and guards that resolve an abstract type know all possible types.
 */
export function resolversInWholeSchema(
  { args: inputs, type }: GraphQLField<unknown, unknown>,
  { resolve, subscribe }: Resolvers,
  { host, inWholeSchema }: WholeSchema,
): Resolvers {
  const isAbstract = isAbstractType(getNamedType(type));
  const mayHaveDefaults = inputs.some(
    (input) => defaultValueOf(input) !== undefined || isInputObjectType(getNamedType(input.type)),
  );
  if (!isAbstract && !mayHaveDefaults) return {};
  const complete =
    (inner: NonNullable<Resolvers['resolve']>): NonNullable<Resolvers['resolve']> =>
    (source, args, context, info) =>
      inner(source, valuesWithDefaults(inputs, args), context, isAbstract ? inWholeSchema(info) : info);
  return {
    resolve: complete(resolve ?? host.fieldResolver),
    ...(subscribe === undefined ? {} : { subscribe: complete(subscribe) }),
  };
}

/**
 * Returns the type resolver of an abstract type, which sees all possible types of the whole schema: a value
 * of a hidden type is refused by the guard of its type as everywhere else.
 */
export function resolveTypeInWholeSchema(
  abstractType: GraphQLAbstractType,
  { schema, host, inWholeSchema }: WholeSchema,
): GraphQLTypeResolver<unknown, unknown> {
  const inner = abstractType.resolveType ?? host.typeResolver;
  return (value, context, info) => {
    const check = (name: string | undefined): string | undefined | Promise<never> => {
      const isHidden = name !== undefined && schema.getType(name) !== undefined && !info.schema.getType(name);
      // Reached for a type without any visible field and without a rule of its own.
      return isHidden ? handledRejection(hiddenType(host, context, info)) : name;
    };
    const name = inner(value, context, inWholeSchema(info), abstractType);
    return isPromiseLike(name) ? Promise.resolve(name).then(check) : check(name);
  };
}

function hiddenType(host: Host, context: unknown, info: GraphQLResolveInfo): GraphQLError {
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  return errorOf(refusalOf(CLOSED, { coordinate }, host.resolveCaller(context), host.now()));
}
