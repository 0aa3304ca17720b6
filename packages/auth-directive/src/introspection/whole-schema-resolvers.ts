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
import { defaultValueOf } from '../schema/default-value.js';
import { withHiddenDefaults } from './visible-defaults.js';

type Resolvers = Pick<GraphQLFieldConfig<unknown, unknown>, 'resolve' | 'subscribe'>;

/**
 * Returns the resolvers of a field as the whole schema has them: they receive the defaults of hidden inputs,
 * and guards that resolve an abstract type know all possible types.
 */
export function resolversInWholeSchema(
  { args: inputs, type }: GraphQLField<unknown, unknown>,
  { resolve, subscribe }: Resolvers,
  { schema, host }: { readonly schema: GraphQLSchema; readonly host: Pick<Host, 'fieldResolver'> },
): Resolvers {
  const isAbstract = isAbstractType(getNamedType(type));
  const mayHaveDefaults = inputs.some(
    (input) => defaultValueOf(input) !== undefined || isInputObjectType(getNamedType(input.type)),
  );
  if (!isAbstract && !mayHaveDefaults) return {};
  const complete =
    (inner: NonNullable<Resolvers['resolve']>): NonNullable<Resolvers['resolve']> =>
    (source, args, context, info) =>
      inner(source, withHiddenDefaults(inputs, args), context, isAbstract ? { ...info, schema } : info);
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
  schema: GraphQLSchema,
  abstractType: GraphQLAbstractType,
  host: Host,
): GraphQLTypeResolver<unknown, unknown> {
  const inner = abstractType.resolveType ?? host.typeResolver;
  return (value, context, info) => {
    const check = (name: string | undefined): string | undefined | Promise<never> => {
      const isHidden = name !== undefined && schema.getType(name) !== undefined && !info.schema.getType(name);
      // Reached for a type without any visible field and without a rule of its own.
      return isHidden ? handledRejection(hiddenType(host, context, info)) : name;
    };
    const name = inner(value, context, { ...info, schema }, abstractType);
    return isPromiseLike(name) ? Promise.resolve(name).then(check) : check(name);
  };
}

function hiddenType(host: Host, context: unknown, info: GraphQLResolveInfo): GraphQLError {
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  return errorOf(refusalOf(CLOSED, { coordinate }, host.resolveCaller(context), host.now()));
}
