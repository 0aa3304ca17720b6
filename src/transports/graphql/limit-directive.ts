import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { isRefusal } from '../../shared/index.js';
import type { RequestContext } from './request-context.js';

/** Whom an execution can be counted on. */
export interface ChargedCaller {
  readonly ipAddress: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
}

/** What `@limit` charges; the limits module keeps it. */
export interface FieldLimits {
  /** The buckets that there are, with the most that one execution may cost. */
  readonly buckets: Readonly<Record<string, { readonly amount: number }>>;
  /** Charges one execution; refuses with RATE_LIMITED, or with SERVICE_UNAVAILABLE when it cannot be counted. `settle` says how it came out. */
  charge(
    bucket: string,
    cost: number,
    caller: ChargedCaller,
  ): Promise<{ settle(succeeded: boolean): Promise<void> }>;
}

/** What the directive says of a field. */
export interface FieldLimit {
  readonly bucket: string;
  readonly cost: number;
}

/** How limits are put into a schema. */
export interface LimitOptions {
  readonly limits: FieldLimits;
  /** Coordinates of fields whose service charges the bucket itself. */
  readonly chargedByModules: readonly string[];
}

/** The `@limit` of a field; null without one. */
export function limitOf(
  schema: GraphQLSchema,
  field: Pick<GraphQLFieldConfig<unknown, unknown>, 'astNode'>,
): FieldLimit | null {
  // Only its node and its extensions are looked at.
  const [said] = getDirective(schema, field as GraphQLFieldConfig<unknown, unknown>, 'limit') ?? [];
  if (said === undefined) return null;
  return { bucket: String(said['bucket']), cost: Number(said['cost'] ?? 1) };
}

/**
 * Makes every field with `@limit` pay for each execution, before anything of it runs: aliases, fragments and lists pay each time. Stands inside
 * `@auth`, so that a refused field is not charged. Throws, naming the field, for a bucket that does not exist, a cost that no execution could
 * pay, a field of an interface, and a name among `chargedByModules` that has no `@limit`.
 */
export function withLimits(schema: GraphQLSchema, { limits, chargedByModules }: LimitOptions): GraphQLSchema {
  const limited = new Set<string>();
  const transformed = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, name, typeName) => {
      const limit = limitOf(schema, field);
      if (limit === null) return field;
      const coordinate = `${typeName}.${name}`;
      limited.add(coordinate);
      assertLimitIsPossible(coordinate, limit, limits);
      return chargedByModules.includes(coordinate) ? field : charging(field, limit, limits);
    },
    [MapperKind.INTERFACE_FIELD]: (field, name, typeName) => {
      if (limitOf(schema, field) === null) return field;
      throw new Error(
        `@limit at ${typeName}.${name} would charge nothing: fields of interfaces are never executed.`,
      );
    },
  });
  // Each field of a subscription is looked at, too: its type is an object type like others.
  const missing = chargedByModules.filter(
    (coordinate) => exists(schema, coordinate) && !limited.has(coordinate),
  );
  if (missing.length > 0) throw new Error(`No @limit at ${missing.join(', ')}, which a module charges.`);
  return transformed;
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
  if (known === undefined) throw new Error(`@limit at ${coordinate} names no bucket: ${bucket}.`);
  if (!Number.isInteger(cost) || cost < 1 || cost > known.amount) {
    throw new Error(`@limit at ${coordinate} has a cost that cannot be: from 1 to ${known.amount}.`);
  }
}

type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

function charging(
  field: GraphQLFieldConfig<unknown, RequestContext>,
  limit: FieldLimit,
  limits: FieldLimits,
): GraphQLFieldConfig<unknown, RequestContext> {
  const { subscribe, resolve = defaultFieldResolver } = field;
  // A subscription is one execution, however many events it brings.
  if (subscribe !== undefined) return { ...field, subscribe: charged(subscribe, limit, limits) };
  return { ...field, resolve: charged(resolve, limit, limits) };
}

function charged(resolve: Resolve, { bucket, cost }: FieldLimit, limits: FieldLimits): Resolve {
  return async (source, args, context, info) => {
    const { client, currentUser } = context;
    const { settle } = await limits.charge(bucket, cost, {
      ipAddress: client.ipAddress,
      userId: currentUser?.id ?? null,
      sessionId: currentUser?.sessionId ?? null,
    });
    // What was done is answered, and what went wrong is told, although the charge could not be given back: it stays counted.
    const settled = (succeeded: boolean): Promise<void> => settle(succeeded).catch(() => {});
    let answer: unknown;
    try {
      answer = await resolve(source, args, context, info);
    } catch (error) {
      // What could not be looked at did not fail.
      await settled(isRefusal(error, 'SERVICE_UNAVAILABLE'));
      throw error;
    }
    await settled(!isRefusedPayload(answer));
    return answer;
  };
}

function isRefusedPayload(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false;
}
