import type { FastifyError, FastifyRequest } from 'fastify';
import { DomainError, isShed } from '../../shared/index.js';
import type { HttpEdgeDeps } from './http-options.js';
import { type HttpRefusal, HttpRefused, httpRefusals, refusalOf } from './refusals.js';

/** Turns whatever a route or the listener threw into what is sent: known refusals by the tables, everything else logged under its request id and hidden. */
export function translated(error: unknown, request: FastifyRequest, deps: HttpEdgeDeps): HttpRefusal {
  if (error instanceof HttpRefused) return error.refusal;
  const refused = error instanceof DomainError ? error : deps.databaseRefusal(error);
  if (refused !== null) {
    if (isShed(error)) deps.log.warn({ requestId: request.id, code: error.reason }, refused.message);
    else if (refused.reason === 'SERVICE_UNAVAILABLE')
      deps.log.error({ requestId: request.id, err: error }, refused.message);
    return refusalOf(refused);
  }
  const known = isFastifyError(error) ? fastifyRefusals[error.code] : undefined;
  if (known !== undefined) return known;
  deps.log.error({ requestId: request.id, err: error }, 'a route failed');
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
