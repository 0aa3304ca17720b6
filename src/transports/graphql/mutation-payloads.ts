import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isObjectType,
} from 'graphql';
import { type DataReason, DomainError, dataReasons, type Refusal } from '../../shared/index.js';
import type { RequestContext } from './request-context.js';

/**
 * What a mutation's resolver answers: its payload without `ok` and `userErrors`, which the edge adds.
 * Members may be left out, because a refused mutation has none of them: non-null ones get their value from the module's type resolvers.
 * `refusals` stand beside data, for the few mutations that refuse and answer in one breath.
 */
export type MutationResult<Payload> = Partial<Omit<Payload, 'ok' | 'userErrors'>> & {
  readonly refusals?: readonly Refusal[];
};

/** The schema's UserError, ready to be sent. */
export interface UserErrorData {
  readonly code: DataReason;
  readonly message: string;
  readonly field: readonly string[] | null;
  readonly retryAfter: number | null;
  readonly params: Refusal['params'] | null;
}

/**
 * Makes every mutation whose payload implements MutationPayload answer refusals as data: `ok` is true exactly when `userErrors` is empty.
 * A DomainError of which any reason is no ErrorCode goes on to the top-level errors; so does everything else that is thrown.
 */
export function withMutationPayloads(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.MUTATION_ROOT_FIELD]: (field) =>
      isMutationPayload(field.type)
        ? { ...field, resolve: returnRefusalsAsUserErrors(field.resolve ?? defaultFieldResolver) }
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

type Resolve = GraphQLFieldResolver<unknown, RequestContext>;

function returnRefusalsAsUserErrors(resolve: Resolve): Resolve {
  return async (source, args, context, info) => {
    try {
      return completePayload(await resolve(source, args, context, info));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const userErrors = toUserErrors(error.refusals);
      if (userErrors === null) throw error;
      return { ok: false, userErrors };
    }
  };
}

function completePayload(answer: unknown): unknown {
  // A resolver that answers null broke its promise; graphql-js says so for the non-null payload.
  if (typeof answer !== 'object' || answer === null) return answer;
  const { refusals = [], ...payload } = answer as MutationResult<object>; // the resolver's own type says so
  const userErrors = toUserErrors(refusals);
  if (userErrors === null) throw new DomainError(...(refusals as [Refusal])); // null only for a non-empty list
  return { ...payload, ok: userErrors.length === 0, userErrors };
}

function toUserErrors(refusals: readonly Refusal[]): readonly UserErrorData[] | null {
  const userErrors = refusals.map(toUserError).filter((userError) => userError !== null);
  return userErrors.length === refusals.length ? userErrors : null;
}

function toUserError(refusal: Refusal): UserErrorData | null {
  const code = dataReasons.find((reason) => reason === refusal.reason);
  if (code === undefined) return null;
  return {
    code,
    message: refusal.message,
    field: refusal.field ?? null,
    retryAfter: refusal.retryAfterSeconds ?? null,
    params: refusal.params ?? null,
  };
}
