import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  type GraphQLFieldConfig,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLUnionType,
  getNamedType,
  isAbstractType,
  isEnumType,
} from 'graphql';
import { type GuardedField, isSilent } from '../schema/guarded-field.js';
import { checkConcreteTypeFirst, guardType } from './abstract-type-guard.js';
import { collectAsyncLists, shapeOf } from './check-values.js';
import { checkEnumValue } from './enum-value-guard.js';
import { guardEntities, guardReferences } from './federation-references.js';
import { withoutRules } from './federation-sdl.js';
import { guardElevating, guardField } from './field-guard.js';
import type { FieldGuard, GuardContext, Resolver } from './guard-context.js';
import type { GuardRegistry } from './guard-registry.js';
import { keepEnumMethods } from './keep-enum-methods.js';
import { guardOperation } from './operation-guard.js';
import { type CacheLimit, cacheLimitOf, NO_STORE, restrictCaching } from './restrict-caching.js';
import { guardEvent, guardSource } from './subscription-guard.js';

/** Returns a copy of the schema with a guard on every element that needs one, and registers each guard. */
export function guardSchema(
  schema: GraphQLSchema,
  guardContext: GuardContext,
  guardRegistry: GuardRegistry,
): GraphQLSchema {
  const guarded = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, fieldName, typeName) => {
      const field = guardContext.guarded.fields.get(`${typeName}.${fieldName}`);
      return field === undefined ? config : guardedConfig(guardContext, guardRegistry, field, config);
    },
    [MapperKind.INTERFACE_TYPE]: (type) => {
      if (!needsTypeGuard(guardContext, type.name)) return type;
      const resolveType = guardType(guardContext, type.resolveType ?? guardContext.host.typeResolver);
      guardRegistry.registerGuard(resolveType, type.name, guardContext.guarded);
      return new GraphQLInterfaceType({ ...type.toConfig(), resolveType });
    },
    [MapperKind.UNION_TYPE]: (type) => {
      if (!needsTypeGuard(guardContext, type.name)) return type;
      const resolveType = guardType(guardContext, type.resolveType ?? guardContext.host.typeResolver);
      guardRegistry.registerGuard(resolveType, type.name, guardContext.guarded);
      return new GraphQLUnionType({ ...type.toConfig(), resolveType });
    },
  });
  keepEnumMethods(schema, guarded);
  guardReferences(schema, guarded, guardContext, guardRegistry);
  return guarded;
}

/** Returns whether a type is abstract and the concrete type of its values may have a rule. */
export function needsTypeGuard({ guarded }: Pick<GuardContext, 'guarded'>, typeName: string): boolean {
  return guarded.abstractTypesWithRules.has(typeName);
}

export function needsFieldGuard(
  guardContext: Pick<GuardContext, 'guarded' | 'host'>,
  field: GuardedField,
): boolean {
  const { operation } = field;
  if (hasRules(guardContext, field) || returnsGuardedType(guardContext, field) || isEntities(field))
    return true;
  return (
    operation === 'mutation' ||
    operation === 'subscription' ||
    (operation === 'query' && guardContext.host.queries === 'reject')
  );
}

/** Returns whether a gateway resolves entities by this field, from representations that it sends. */
function isEntities({ operation, fieldName, returns }: GuardedField): boolean {
  return operation === 'query' && fieldName === '_entities' && returns === '_Entity';
}

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;

function guardedConfig(
  guardContext: GuardContext,
  guardRegistry: GuardRegistry,
  field: GuardedField,
  config: FieldConfig,
): FieldConfig {
  if (field.coordinate === '_Service.sdl')
    return { ...config, resolve: withoutRules(guardContext.host.names, config.resolve) };
  if (!needsFieldGuard(guardContext, field)) return config;
  const inner = withArrays(guardContext, field, config);
  const checked = withRuleCheck(guardContext, field, config, inner);
  const operated = withOperationGuard(guardContext, field, checked);
  const resolve = isEntities(field) ? guardEntities(operated) : operated;
  guardRegistry.registerGuard(resolve, field.coordinate, guardContext.guarded);
  if (field.operation !== 'subscription') return { ...config, resolve };
  const subscribe = guardSource(guardContext, field.coordinate, config.subscribe);
  guardRegistry.registerGuard(subscribe, field.coordinate, guardContext.guarded);
  return { ...config, resolve, subscribe };
}

/** Returns the resolver of a field. Of a list whose items have a type with a rule, it returns arrays. */
function withArrays(guardContext: GuardContext, field: GuardedField, config: FieldConfig): Resolver {
  const resolve = config.resolve ?? guardContext.host.fieldResolver;
  const shape = shapeOf(config.type);
  if (shape.item === undefined || !returnsGuardedType(guardContext, field)) return resolve;
  return (source, args, context, info) => collectAsyncLists(shape, resolve(source, args, context, info));
}

function withRuleCheck(
  guardContext: GuardContext,
  field: GuardedField,
  config: FieldConfig,
  inner: Resolver,
): Resolver {
  if (!hasRules(guardContext, field)) {
    return returnsGuardedType(guardContext, field) ? beforeTypes(guardContext, inner) : inner;
  }
  const createValueCheck = valueCheckOf(guardContext, field, getNamedType(config.type));
  const cacheLimit = cacheLimitOfField(guardContext, field);
  const guard: FieldGuard = {
    guardContext,
    field,
    shape: shapeOf(config.type, field.filterOnDeny),
    cacheLimit,
    createValueCheck,
  };
  return field.elevates ? guardElevating(guard, inner) : guardField(guard, inner);
}

function valueCheckOf(
  guardContext: GuardContext,
  field: GuardedField,
  returned: GraphQLNamedType,
): FieldGuard['createValueCheck'] {
  if (isEnumType(returned)) {
    const rules = guardContext.guarded.inputs.types.get(returned.name);
    return rules && rules.values.size > 0 ? checkEnumValue(returned, rules) : undefined;
  }
  if (!isSilent(field) || !isAbstractType(returned) || !needsTypeGuard(guardContext, returned.name))
    return undefined;
  return checkConcreteTypeFirst(returned.name, returned.resolveType ?? guardContext.host.typeResolver);
}

/** Returns whether the value of a field determines its rule: `resolveType` runs too late for cache hints. */
function returnsGuardedType({ guarded }: Pick<GuardContext, 'guarded'>, { returns }: GuardedField): boolean {
  return needsTypeGuard({ guarded }, returns);
}

function cacheLimitOfField(guardContext: GuardContext, field: GuardedField): CacheLimit {
  const isDecidedByRule = field.inputs === undefined && !returnsRestrictedValues(guardContext, field);
  return isDecidedByRule && !returnsGuardedType(guardContext, field) ? cacheLimitOf(field.full) : NO_STORE;
}

/**
 * Prepares a field whose value determines its rule. An executor that is not supported is refused here: some
 * of them leave an error of `resolveType` unhandled, which ends the process.
 */
function beforeTypes({ executionStates }: GuardContext, inner: Resolver): Resolver {
  return function guarded(source, args, context, info) {
    executionStates.stateOf(context, info);
    restrictCaching(info, NO_STORE);
    return inner(source, args, context, info);
  };
}

function returnsRestrictedValues({ guarded }: Pick<GuardContext, 'guarded'>, field: GuardedField): boolean {
  const values = guarded.inputs.types.get(field.returns)?.values;
  return values !== undefined && values.size > 0;
}

function hasRules({ guarded }: Pick<GuardContext, 'guarded'>, field: GuardedField): boolean {
  return (
    field.isChecked ||
    field.elevates ||
    field.inputs !== undefined ||
    returnsRestrictedValues({ guarded }, field) ||
    (isSilent(field) && returnsGuardedType({ guarded }, field))
  );
}

function withOperationGuard(
  guardContext: GuardContext,
  { operation }: GuardedField,
  inner: Resolver,
): Resolver {
  if (operation === undefined) return inner;
  if (operation === 'subscription') return guardEvent(inner);
  return operation === 'mutation' || guardContext.host.queries === 'reject'
    ? guardOperation(guardContext, inner)
    : inner;
}
