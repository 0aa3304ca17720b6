import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isObjectType,
} from 'graphql';
import { DomainError, type Refusal } from '../../shared/index.js';
import { errorCodesOf } from './error-codes.js';
import type { RequestContext } from './request-context.js';

/**
 * The result of a mutation's resolver: its payload without `ok` and `userErrors`, which the GraphQL server
 * adds. Members may be missing, because a refused mutation has none of them; type resolvers of the module
 * provide the non-null ones. `refusals` is for the few mutations that return data and user errors together.
 */
export type MutationResult<Payload> = Partial<Omit<Payload, 'ok' | 'userErrors'>> & {
  readonly refusals?: readonly Refusal[];
};

/** A UserError of the schema. */
export interface UserErrorData {
  /** A value of the schema's ErrorCode. */
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[] | null;
  readonly retryAfter: number | null;
  readonly params: Refusal['params'] | null;
}

/**
 * Returns refusals as data from every mutation whose payload implements MutationPayload; `ok` is true exactly
 * when `userErrors` is empty. A DomainError with a reason outside the ErrorCode enum, and any other error,
 * becomes a top-level error.
 */
export function withMutationPayloads(schema: GraphQLSchema): GraphQLSchema {
  const codes = errorCodesOf(schema);
  return mapSchema(schema, {
    [MapperKind.MUTATION_ROOT_FIELD]: (field) =>
      isMutationPayload(field.type)
        ? { ...field, resolve: returnRefusalsAsUserErrors(field.resolve ?? defaultFieldResolver, codes) }
        : field,
  });
}

function isMutationPayload(type: GraphQLOutputType): boolean {
  const payload = getNullableType(type);
  return (
    isObjectType(payload) &&
    payload.getInterfaces().some((implemented) => implemented.name === 'MutationPayload')
  );
}

type ErrorCodes = ReadonlySet<string>;

type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

function returnRefusalsAsUserErrors(resolve: Resolve, codes: ErrorCodes): Resolve {
  return async (source, args, context, info) => {
    try {
      return completePayload(await resolve(source, args, context, info), codes);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const userErrors = toUserErrors(error.refusals, codes);
      if (userErrors === null) throw error;
      return { ok: false, userErrors };
    }
  };
}

function completePayload(result: unknown, codes: ErrorCodes): unknown {
  // graphql-js reports a null result for the non-null payload.
  if (typeof result !== 'object' || result === null) return result;
  const { refusals = [], ...payload } = result as MutationResult<object>; // guaranteed by the resolver's type
  const userErrors = toUserErrors(refusals, codes);
  if (userErrors === null) throw new DomainError(...(refusals as [Refusal])); // null only for a non-empty list
  return { ...payload, ok: userErrors.length === 0, userErrors };
}

/** Returns null when a refusal has no code of the schema. */
function toUserErrors(refusals: readonly Refusal[], codes: ErrorCodes): readonly UserErrorData[] | null {
  return refusals.every(({ reason }) => codes.has(reason)) ? refusals.map(toUserError) : null;
}

function toUserError(refusal: Refusal): UserErrorData {
  return {
    code: refusal.reason,
    message: refusal.message,
    field: refusal.field ?? null,
    retryAfter: refusal.retryAfterSeconds ?? null,
    params: refusal.params ?? null,
  };
}
