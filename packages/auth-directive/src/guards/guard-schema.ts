import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLUnionType,
  getNamedType,
  isAbstractType,
  isEnumType,
} from 'graphql';
import { OPEN } from '../core/rule.js';
import type { GuardedField } from '../schema/guarded-field.js';
import { guardType, judgeTypeFirst } from './abstract-type-guard.js';
import { shapeOf } from './check-values.js';
import { judgeEnumValue } from './enum-value-guard.js';
import { guardReferences } from './federation-references.js';
import { guardElevating, guardField } from './field-guard.js';
import type { FieldGuard, GuardRoom, Resolver } from './guard-context.js';
import type { Register } from './guard-registry.js';
import { guardWhole } from './operation-guard.js';
import { guardEvent, guardSource } from './subscription-guard.js';

/** A copy of the schema with a guard at every place that needs one; each is entered in the register. */
export function guardSchema(schema: GraphQLSchema, room: GuardRoom, register: Register): GraphQLSchema {
  const guarded = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, fieldName, typeName) => {
      const field = room.guarded.fields.get(`${typeName}.${fieldName}`);
      return field === undefined ? config : guardedConfig(schema, room, register, field, config);
    },
    [MapperKind.INTERFACE_TYPE]: (type) => {
      if (!needsTypeGuard(schema, room, type)) return type;
      const resolveType = guardType(room, type.resolveType ?? undefined);
      register.enter(resolveType, type.name);
      return new GraphQLInterfaceType({ ...type.toConfig(), resolveType });
    },
    [MapperKind.UNION_TYPE]: (type) => {
      if (!needsTypeGuard(schema, room, type)) return type;
      const resolveType = guardType(room, type.resolveType ?? undefined);
      register.enter(resolveType, type.name);
      return new GraphQLUnionType({ ...type.toConfig(), resolveType });
    },
  });
  guardReferences(schema, guarded, room, register);
  return guarded;
}

/** Whether any object that this type may stand for has a rule of its own or by an interface. */
export function needsTypeGuard(
  schema: GraphQLSchema,
  { guarded }: Pick<GuardRoom, 'guarded'>,
  type: unknown,
): boolean {
  if (!isAbstractType(type)) return false;
  return schema.getPossibleTypes(type).some(({ name }) => (guarded.edges.get(name)?.rule ?? OPEN) !== OPEN);
}

/** Whether the field's resolver must be a guard. */
export function needsFieldGuard(room: Pick<GuardRoom, 'guarded' | 'host'>, field: GuardedField): boolean {
  const { operation } = field;
  if (asksAnything(room, field)) return true;
  return (
    operation === 'mutation' ||
    operation === 'subscription' ||
    (operation === 'query' && room.host.queries === 'reject')
  );
}

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;

function guardedConfig(
  schema: GraphQLSchema,
  room: GuardRoom,
  register: Register,
  field: GuardedField,
  config: FieldConfig,
): FieldConfig {
  if (!needsFieldGuard(room, field)) return config;
  const inner = config.resolve ?? defaultFieldResolver;
  const resolve = around(room, field, judging(schema, room, field, config, inner));
  register.enter(resolve, field.coordinate);
  if (field.operation !== 'subscription') return { ...config, resolve };
  const subscribe = guardSource(room, field.coordinate, config.subscribe);
  register.enter(subscribe, field.coordinate);
  return { ...config, resolve, subscribe };
}

function judging(
  schema: GraphQLSchema,
  room: GuardRoom,
  field: GuardedField,
  config: FieldConfig,
  inner: Resolver,
): Resolver {
  if (!asksAnything(room, field)) return inner;
  const judgeValue = valueJudge(schema, room, field, getNamedType(config.type));
  const guard: FieldGuard = { room, field, shape: shapeOf(config.type), judgeValue };
  return field.elevates ? guardElevating(guard, inner) : guardField(guard, inner);
}

function valueJudge(
  schema: GraphQLSchema,
  room: GuardRoom,
  field: GuardedField,
  returned: GraphQLNamedType,
): FieldGuard['judgeValue'] {
  if (isEnumType(returned)) {
    const rules = room.guarded.inputs.types.get(returned.name);
    return rules && rules.values.size > 0 ? judgeEnumValue(returned, rules) : undefined;
  }
  if (!field.nullOnDeny || !isAbstractType(returned) || !needsTypeGuard(schema, room, returned))
    return undefined;
  return judgeTypeFirst(returned.name, returned.resolveType ?? undefined);
}

function asksAnything({ guarded }: Pick<GuardRoom, 'guarded'>, field: GuardedField): boolean {
  const values = guarded.inputs.types.get(field.returns)?.values;
  return (
    field.isChecked ||
    field.elevates ||
    field.inputs !== undefined ||
    (values !== undefined && values.size > 0)
  );
}

function around(room: GuardRoom, { operation }: GuardedField, inner: Resolver): Resolver {
  if (operation === undefined) return inner;
  if (operation === 'subscription') return guardEvent(inner);
  return operation === 'mutation' || room.host.queries === 'reject' ? guardWhole(room, inner) : inner;
}
