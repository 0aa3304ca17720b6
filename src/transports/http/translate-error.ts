import type { FastifyError, FastifyRequest } from 'fastify';
import { DomainError, isLoadShed } from '../../shared/index.js';
import type { HttpEdgeDependencies } from './http-options.js';
import { type HttpRefusal, HttpRefusalError, httpRefusals, toHttpRefusal } from './refusals.js';

/** Turns whatever a route or the listener threw into what is sent: known refusals by the tables, everything else logged under its request id and hidden. */
export function translateError(
  error: unknown,
  request: FastifyRequest,
  dependencies: HttpEdgeDependencies,
): HttpRefusal {
  if (error instanceof HttpRefusalError) return error.refusal;
  const refused = error instanceof DomainError ? error : dependencies.translateDatabaseError(error);
  if (refused !== null) {
    if (isLoadShed(error))
      dependencies.log.warn({ requestId: request.id, code: error.reason }, refused.message);
    else if (refused.reason === 'SERVICE_UNAVAILABLE')
      dependencies.log.error({ requestId: request.id, err: error }, refused.message);
    return toHttpRefusal(refused);
  }
  const known = isFastifyError(error) ? fastifyRefusals[error.code] : undefined;
  if (known !== undefined) return known;
  dependencies.log.error({ requestId: request.id, err: error }, 'a route failed');
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
  // A client that hung up in the middle of its body.
  ECONNRESET: httpRefusals.malformed,
};

/** What the router itself refuses, before any hook. */
export function frameworkRefusal(error: FastifyError): HttpRefusal {
  return fastifyRefusals[error.code] ?? httpRefusals.notFound;
}
