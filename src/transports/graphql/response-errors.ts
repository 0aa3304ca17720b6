import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError, isLoadShed, type Log } from '../../shared/index.js';
import { describeError, type ErrorTableOptions, undeclaredCodeOf } from './error-table.js';
import type { RequestContext } from './request-context.js';

/** What a log line says about the request of an error. */
export interface RequestLogFields {
  readonly requestId: string;
  readonly operationName?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly address?: string;
}

export function requestLogFields(
  { requestId, client, currentUser }: Pick<RequestContext, 'requestId' | 'client' | 'currentUser'>,
  operationName: string | undefined,
): RequestLogFields {
  return {
    requestId,
    ...(operationName === undefined ? {} : { operationName }),
    ...(currentUser === null ? {} : { userId: currentUser.id, sessionId: currentUser.sessionId }),
    address: client.ipAddress,
  };
}

/** Logs the internal and database errors of a response with what is known about the request. */
export function logServerErrors(
  errors: readonly unknown[],
  request: RequestLogFields,
  { log, errors: table }: { readonly log: Pick<Log, 'warn' | 'error'>; readonly errors: ErrorTableOptions },
): void {
  for (const error of errors) {
    const described = describeError(error, table);
    // Other errors are not logged: graphql-js and validators quote values of the request in their messages.
    if (described.code !== 'INTERNAL_SERVER_ERROR' && described.code !== 'SERVICE_UNAVAILABLE') continue;
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const undeclared = cause instanceof DomainError ? undeclaredCodeOf(cause, table) : null;
    if (isLoadShed(cause)) log.warn({ ...request, code: described.code }, described.message);
    else if (undeclared === null)
      log.error({ ...request, code: described.code, err: cause }, described.message);
    else log.error({ ...request, code: undeclared, err: cause }, 'an error code is not in enum ErrorCode');
  }
}

/**
 * Completes a formatted error: UNAUTHENTICATED becomes SERVICE_UNAVAILABLE when the credential could not be
 * checked, and an internal error gets the request id.
 */
export function finalizeError(
  error: GraphQLFormattedError,
  { unavailable, requestId }: Pick<RequestContext, 'unavailable' | 'requestId'>,
): GraphQLFormattedError {
  return withRequestId(withUnavailable(error, unavailable), requestId);
}

/** UNAUTHENTICATED would be wrong when the credential could not be checked: it may be valid. */
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
