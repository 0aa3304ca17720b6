import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuthenticationFailure, bearerChallenge } from '../../modules/access/index.js';
import type { DomainError } from '../../shared/index.js';

/** An error response of the HTTP server itself, before or instead of a route. */
export interface HttpRefusal {
  readonly status: number;
  /** An error code for programs, in the style of RFC 6749 section 5.2. */
  readonly error: string;
  /** A sentence for humans. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const httpRefusals: Readonly<Record<HttpRefusalName, HttpRefusal>> = {
  notFound: { status: 404, error: 'not_found', message: 'Not found.' },
  malformed: { status: 400, error: 'invalid_request', message: 'The request is malformed.' },
  malformedJson: { status: 400, error: 'invalid_request', message: 'The body is not valid JSON.' },
  duplicateMember: { status: 400, error: 'invalid_request', message: 'The body has a duplicate member.' },
  notUtf8: { status: 400, error: 'invalid_request', message: 'The request is not valid UTF-8.' },
  tooManyFields: { status: 400, error: 'invalid_request', message: 'The form has too many fields.' },
  tooLarge: { status: 413, error: 'invalid_request', message: 'The body is too large.' },
  mediaType: { status: 415, error: 'invalid_request', message: 'This Content-Type is not supported.' },
  charset: { status: 415, error: 'invalid_request', message: 'The only supported charset is UTF-8.' },
  encoded: {
    status: 415,
    error: 'invalid_request',
    message: 'A body with a Content-Encoding is not supported.',
  },
  internal: { status: 500, error: 'server_error', message: 'Internal error.' },
  closing: {
    status: 503,
    error: 'temporarily_unavailable',
    message: 'The server is stopping.',
    headers: { 'retry-after': '5', connection: 'close' },
  },
  notRunning: {
    status: 503,
    error: 'temporarily_unavailable',
    message: 'The server is not running.',
    headers: { 'retry-after': '5' },
  },
};

type HttpRefusalName =
  | 'notFound'
  | 'malformed'
  | 'malformedJson'
  | 'duplicateMember'
  | 'notUtf8'
  | 'tooManyFields'
  | 'tooLarge'
  | 'mediaType'
  | 'charset'
  | 'encoded'
  | 'internal'
  | 'closing'
  | 'notRunning';

/** Thrown inside the HTTP server and translated by its error handler. */
export class HttpRefusalError extends Error {
  readonly refusal: HttpRefusal;

  constructor(refusal: HttpRefusal) {
    super(refusal.message);
    this.name = 'HttpRefusalError';
    this.refusal = refusal;
  }
}

/** For a path that exists with other methods (RFC 9110 section 15.5.6). */
export function methodNotAllowed(allowed: readonly string[]): HttpRefusal {
  return {
    status: 405,
    error: 'invalid_request',
    message: 'Method not allowed.',
    headers: { allow: allowed.join(', ') },
  };
}

/** For a route that requires a user, as in RFC 6750 section 3.1 and RFC 9470 section 3. */
export function unauthenticatedRoute(failure: AuthenticationFailure | null): HttpRefusal {
  const { error, header } = bearerChallenge(failure);
  return {
    status: 401,
    error,
    message: 'Authentication required.',
    headers: { 'www-authenticate': header },
  };
}

/** For a route whose user has not the role, or whose token has not the scopes. */
export function forbiddenRoute(scopes: readonly string[]): HttpRefusal {
  const scope = scopes.length === 0 ? '' : `, scope="${scopes.join(' ')}"`;
  return {
    status: 403,
    error: 'insufficient_scope',
    message: 'Not authorized.',
    headers: { 'www-authenticate': `Bearer error="insufficient_scope"${scope}` },
  };
}

/** Translates a refusal of a module: 429 and 503 with Retry-After, any other reason as 400. */
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

/**
 * Sends a refusal as JSON: as a GraphQL error at /graphql, elsewhere as an RFC 6749 error with an additional
 * `detail`.
 */
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
