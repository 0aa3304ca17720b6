import type { FastifyError, FastifyRequest } from 'fastify';
import { DomainError, isLoadShed } from '../../shared/index.js';
import type { HttpServerDependencies } from './http-options.js';
import { type HttpRefusal, HttpRefusalError, httpRefusals, toHttpRefusal } from './http-refusals.js';

/**
 * Translates an error of a route or of the listener into the refusal that is sent. An unknown error is logged
 * under its request id and sent as an internal error.
 */
export function translateError(
  error: unknown,
  request: FastifyRequest,
  dependencies: HttpServerDependencies,
): HttpRefusal {
  if (error instanceof HttpRefusalError) return error.refusal;
  // The client closed the connection before the end of the body.
  if (error === request.raw.errored) return httpRefusals.malformed;
  const domainError = error instanceof DomainError ? error : dependencies.translateDatabaseError(error);
  if (domainError !== null) {
    if (isLoadShed(error))
      dependencies.log.warn({ requestId: request.id, code: error.reason }, domainError.message);
    else if (domainError.reason === 'SERVICE_UNAVAILABLE')
      dependencies.log.error({ requestId: request.id, err: error }, domainError.message);
    return toHttpRefusal(domainError);
  }
  const known = isFastifyError(error) ? fastifyRefusals[error.code] : undefined;
  if (known !== undefined) return known;
  // Only routes of a project have a JSON schema. The message names the member and never quotes its value.
  if (isFastifyError(error) && error.code === 'FST_ERR_VALIDATION')
    return { ...httpRefusals.malformed, message: error.message };
  dependencies.log.error({ requestId: request.id, err: error }, 'request failed');
  return httpRefusals.internal;
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

const fastifyRefusals: Readonly<Record<string, HttpRefusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: httpRefusals.tooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: httpRefusals.mediaType,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: httpRefusals.malformed,
  FST_ERR_CTP_EMPTY_JSON_BODY: httpRefusals.malformedJson,
  FST_ERR_BAD_URL: httpRefusals.malformed,
};

/** Translates an error of the router, which occurs before any hook. */
export function frameworkRefusal(error: FastifyError): HttpRefusal {
  return fastifyRefusals[error.code] ?? httpRefusals.notFound;
}
