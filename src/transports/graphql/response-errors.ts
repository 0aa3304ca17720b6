import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isLoadShed } from '../../shared/index.js';
import type { EdgeLog } from './edge-log.js';
import { describeError, type ErrorTableOptions } from './error-table.js';
import type { RequestContext } from './request-context.js';

/** Writes down the faults of ours and of the database among the errors of an answer, under the request's id. */
export function logServerErrors(
  errors: readonly unknown[],
  requestId: string,
  { log, errors: table }: { readonly log: EdgeLog; readonly errors: ErrorTableOptions },
): void {
  for (const error of errors) {
    const described = describeError(error, table);
    // graphql-js and the validators quote values in messages, so only faults of ours and of the database are written down.
    if (described.code !== 'INTERNAL_SERVER_ERROR' && described.code !== 'SERVICE_UNAVAILABLE') continue;
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    if (isLoadShed(cause)) log.warn({ requestId, code: described.code }, described.message);
    else log.error({ requestId, code: described.code, err: cause }, described.message);
  }
}

/** The last word on a formatted error: the truth about callers whom nobody could judge, and the request's id in faults. */
export function finalizeError(
  error: GraphQLFormattedError,
  { unavailable, requestId }: Pick<RequestContext, 'unavailable' | 'requestId'>,
): GraphQLFormattedError {
  return withRequestId(withUnavailable(error, unavailable), requestId);
}

/** Where nobody could be asked who calls, "who are you" would be a lie: the caller may be well known. */
function withUnavailable(
  error: GraphQLFormattedError,
  unavailable: RequestContext['unavailable'],
): GraphQLFormattedError {
  if (unavailable === undefined || error.extensions?.['code'] !== 'UNAUTHENTICATED') return error;
  const [refusal] = unavailable.refusals;
  return {
    message: refusal.message,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: refusal.retryAfterSeconds ?? 1 },
  };
}

function withRequestId(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
}
