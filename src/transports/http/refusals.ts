import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from '../../shared/index.js';

/** A refusal that the edge itself makes, before or instead of a route. */
export interface HttpRefusal {
  readonly status: number;
  /** A word for programs, in the manner of RFC 6749 section 5.2. */
  readonly error: string;
  /** A sentence for users. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the edge refuses by itself. */
export const httpRefusals: Readonly<Record<HttpRefusalName, HttpRefusal>> = {
  notFound: { status: 404, error: 'not_found', message: 'There is nothing here.' },
  malformed: { status: 400, error: 'invalid_request', message: 'The request is malformed.' },
  malformedJson: { status: 400, error: 'invalid_request', message: 'The body is not well-formed JSON.' },
  repeatedMember: { status: 400, error: 'invalid_request', message: 'A member of the body is repeated.' },
  tooManyFields: { status: 400, error: 'invalid_request', message: 'The form has too many fields.' },
  tooLarge: { status: 413, error: 'invalid_request', message: 'The body is too large.' },
  mediaType: { status: 415, error: 'invalid_request', message: 'This Content-Type is not understood here.' },
  encoded: {
    status: 415,
    error: 'invalid_request',
    message: 'A body with a Content-Encoding is not accepted.',
  },
  internal: { status: 500, error: 'server_error', message: 'Internal error.' },
  closing: {
    status: 503,
    error: 'temporarily_unavailable',
    message: 'The server is stopping.',
    headers: { 'retry-after': '5', connection: 'close' },
  },
};

type HttpRefusalName =
  | 'notFound'
  | 'malformed'
  | 'malformedJson'
  | 'repeatedMember'
  | 'tooManyFields'
  | 'tooLarge'
  | 'mediaType'
  | 'encoded'
  | 'internal'
  | 'closing';

/** Thrown inside the edge, translated by its error handler. */
export class HttpRefusalError extends Error {
  readonly refusal: HttpRefusal;

  constructor(refusal: HttpRefusal) {
    super(refusal.message);
    this.name = 'HttpRefusalError';
    this.refusal = refusal;
  }
}

/** A path that exists, asked with another method (RFC 9110 section 15.5.6). */
export function methodNotAllowed(allowed: readonly string[]): HttpRefusal {
  return {
    status: 405,
    error: 'invalid_request',
    message: 'This method is not allowed here.',
    headers: { allow: allowed.join(', ') },
  };
}

/** A module's refusal as HTTP: 429 and 503 with Retry-After, everything else is the client's fault. */
export function toHttpRefusal({ refusals: [refusal] }: DomainError): HttpRefusal {
  const wait = String(Math.max(1, Math.ceil(refusal.retryAfterSeconds ?? 1)));
  if (refusal.reason === 'RATE_LIMITED') {
    return { status: 429, error: 'slow_down', message: refusal.message, headers: { 'retry-after': wait } };
  }
  if (refusal.reason === 'SERVICE_UNAVAILABLE') {
    return {
      status: 503,
      error: 'temporarily_unavailable',
      message: refusal.message,
      headers: { 'retry-after': wait },
    };
  }
  return { status: 400, error: 'invalid_request', message: refusal.message };
}

/** Sends a refusal as JSON: in the shape of GraphQL errors at /graphql, of RFC 6749 errors (with `detail` beside them) everywhere else. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: HttpRefusal,
): FastifyReply {
  const { status, error, message, headers = {} } = refusal;
  const isGraphql = request.url.split('?', 1)[0] === '/graphql';
  const body = isGraphql
    ? { errors: [{ message, extensions: graphqlExtensions(refusal, request.id) }] }
    : { error, error_description: message, detail: message, requestId: request.id };
  return reply
    .code(status)
    .headers(headers)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

function graphqlExtensions({ status }: HttpRefusal, requestId: string): Readonly<Record<string, unknown>> {
  if (status === 503) return { code: 'SERVICE_UNAVAILABLE' };
  return status >= 500 ? { code: 'INTERNAL_SERVER_ERROR', requestId } : { code: 'BAD_REQUEST' };
}
