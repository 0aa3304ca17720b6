import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { FieldLimits } from '../../platform/rate-limit/index.js';
import { isRefusal } from '../../shared/index.js';
import type { RequestContext } from './request-context.js';

/** The arguments of `@limit` at a field. */
export interface FieldLimit {
  readonly bucket: string;
  readonly cost: number;
}

export interface LimitOptions {
  readonly fieldLimits: FieldLimits;
  /** Coordinates of the fields whose service charges the bucket itself. */
  readonly selfChargedFields: readonly string[];
}

/** Returns the `@limit` of a field; null without one. */
export function limitOf(
  schema: GraphQLSchema,
  field: Pick<GraphQLFieldConfig<unknown, unknown>, 'astNode'>,
): FieldLimit | null {
  // Without the other directives of the node: getDirective would throw for a misspelt role, for example,
  // which @auth reports with its coordinate.
  const { astNode } = field;
  const directives = astNode?.directives?.filter(({ name }) => name.value === 'limit') ?? [];
  const own = astNode ? { ...field, astNode: { ...astNode, directives } } : field;
  // getDirective reads only the node and the extensions.
  const [limit] = getDirective(schema, own as GraphQLFieldConfig<unknown, unknown>, 'limit') ?? [];
  if (limit === undefined) return null;
  return { bucket: String(limit['bucket']), cost: Number(limit['cost'] ?? 1) };
}

/**
 * Charges every execution of a field with `@limit` before its resolver runs; aliases, fragments and list
 * items are charged each time. Applied inside `@auth`, so that a refused field is not charged. Throws an
 * error that names the field for an unknown bucket, a cost that exceeds the bucket, a field of an interface,
 * and a coordinate in `selfChargedFields` without `@limit`.
 */
export function withLimits(
  schema: GraphQLSchema,
  { fieldLimits: limits, selfChargedFields }: LimitOptions,
): GraphQLSchema {
  const limited = new Set<string>();
  const transformed = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, name, typeName) => {
      const coordinate = `${typeName}.${name}`;
      const limit = limitAt(coordinate, schema, field);
      if (limit === null) return field;
      limited.add(coordinate);
      assertLimitIsPossible(coordinate, limit, limits);
      return selfChargedFields.includes(coordinate) ? field : withFieldCharge(field, limit, limits);
    },
    [MapperKind.INTERFACE_FIELD]: (field, name, typeName) => {
      if (limitOf(schema, field) === null) return field;
      throw new Error(
        `@limit at ${typeName}.${name} has no effect: fields of interfaces are never executed.`,
      );
    },
  });
  const missing = selfChargedFields.filter(
    (coordinate) => exists(schema, coordinate) && !limited.has(coordinate),
  );
  if (missing.length > 0)
    throw new Error(`No @limit at ${missing.join(', ')}, whose module charges a bucket.`);
  return transformed;
}

function limitAt(
  coordinate: string,
  schema: GraphQLSchema,
  field: Pick<GraphQLFieldConfig<unknown, unknown>, 'astNode'>,
): FieldLimit | null {
  try {
    return limitOf(schema, field);
  } catch (error) {
    throw new Error(`@limit at ${coordinate} is invalid: ${error instanceof Error ? error.message : ''}`);
  }
}

function exists(schema: GraphQLSchema, coordinate: string): boolean {
  const [typeName = '', name = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  return isObjectType(type) && type.getFields()[name] !== undefined;
}

function assertLimitIsPossible(
  coordinate: string,
  { bucket, cost }: FieldLimit,
  { buckets }: FieldLimits,
): void {
  const known = buckets[bucket];
  if (known === undefined) throw new Error(`@limit at ${coordinate} names an unknown bucket: ${bucket}.`);
  if (!Number.isInteger(cost) || cost < 1 || cost > known.amount) {
    throw new Error(`@limit at ${coordinate} has an invalid cost: it must be from 1 to ${known.amount}.`);
  }
}

type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

function withFieldCharge(
  field: GraphQLFieldConfig<unknown, RequestContext>,
  limit: FieldLimit,
  limits: FieldLimits,
): GraphQLFieldConfig<unknown, RequestContext> {
  const { subscribe, resolve = defaultFieldResolver } = field;
  // A subscription is one execution, however many events it emits.
  if (subscribe !== undefined) return { ...field, subscribe: withCharge(subscribe, limit, limits) };
  return { ...field, resolve: withCharge(resolve, limit, limits) };
}

function withCharge(resolve: Resolve, { bucket, cost }: FieldLimit, limits: FieldLimits): Resolve {
  return async (source, args, context, info) => {
    const { client, currentUser } = context;
    const { settle } = await limits.chargeField(bucket, cost, {
      ipAddress: client.ipAddress,
      userId: currentUser?.id ?? null,
      sessionId: currentUser?.sessionId ?? null,
    });
    // The result is returned even when the charge cannot be settled; the execution then stays counted.
    const trySettle = (succeeded: boolean): Promise<void> => settle(succeeded).catch(() => {});
    let result: unknown;
    try {
      result = await resolve(source, args, context, info);
    } catch (error) {
      // An attempt that could not be checked is not a failed attempt.
      await trySettle(isRefusal(error, 'SERVICE_UNAVAILABLE'));
      throw error;
    }
    await trySettle(!isRefusedPayload(result));
    return result;
  };
}

function isRefusedPayload(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'ok' in result && result.ok === false;
}
