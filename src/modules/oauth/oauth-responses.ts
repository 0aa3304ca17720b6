import { DomainError, type Reason, type Refusal, type RouteResponse } from '../../shared/index.js';
import type { AuthenticationFailure } from '../access/index.js';
import { OauthError, type OauthErrorCode } from './oauth-error.js';

interface ErrorMapping {
  readonly status: number;
  readonly code: OauthErrorCode;
  /** Left out: the refusal's own sentence. Given where clients of the password flow know the words. */
  readonly description?: string;
  readonly challenge?: string;
}

const invalidGrant: ErrorMapping = { status: 400, code: 'invalid_grant' };
const temporarilyUnavailable: Pick<ErrorMapping, 'code'> = { code: 'temporarily_unavailable' };

/** How this edge says what the domain refused with; what is not in it goes on to the HTTP edge, which logs and hides it. */
const errorMappings: Partial<Readonly<Record<Reason, ErrorMapping>>> = {
  INVALID_CREDENTIALS: {
    status: 401,
    code: 'invalid_grant',
    description: 'Incorrect username or password',
    challenge: 'Bearer',
  },
  ACCOUNT_DISABLED: { status: 400, code: 'invalid_grant', description: 'Inactive user' },
  PASSWORD_CHANGE_REQUIRED: {
    status: 400,
    code: 'invalid_grant',
    description: 'The password must be changed before it can be used here',
  },
  SCOPE_NOT_ALLOWED: { status: 400, code: 'invalid_scope' },
  REFRESH_TOKEN_INVALID: invalidGrant,
  REFRESH_TOKEN_EXPIRED: invalidGrant,
  REFRESH_TOKEN_REUSED: invalidGrant,
  SESSION_REVOKED: invalidGrant,
  INVALID_INPUT: { status: 400, code: 'invalid_request' },
  BAD_USER_INPUT: { status: 400, code: 'invalid_request' },
  // RFC 6749 5.2 has no word for it; clients of every kind understand 429 with Retry-After (RFC 6585 4).
  TOO_MANY_ATTEMPTS: { ...temporarilyUnavailable, status: 429 },
  RATE_LIMITED: { ...temporarilyUnavailable, status: 429 },
  SERVICE_UNAVAILABLE: { ...temporarilyUnavailable, status: 503 },
};

/** RFC 6749 5.1: what may hold a token or personal data is kept nowhere on its way. */
const noStoreHeaders: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** A 200 that no cache keeps. */
export function noStoreResponse(body: unknown): RouteResponse {
  return { status: 200, headers: noStoreHeaders, body };
}

/** An answer without a body that no cache keeps. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): RouteResponse {
  return { status, headers: { ...noStoreHeaders, ...headers }, body: null };
}

/** Answers a body that is no form, in the words of RFC 6749 5.2. */
export function invalidBodyResponse(): RouteResponse {
  return errorResponse(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded');
}

/** An error of RFC 6749 5.2, with the `detail` that clients of FastAPI's password flow read beside it. */
export function errorResponse(
  status: number,
  code: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): RouteResponse {
  return {
    status,
    headers: { ...noStoreHeaders, ...headers },
    body: { error: code, error_description: description, detail: description },
  };
}

/** 401 with the challenge of RFC 6750 3.1: a request without any credential is told nothing but the scheme. */
export function invalidTokenResponse(failure: AuthenticationFailure | null): RouteResponse {
  const challenge = failure === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"';
  const description = 'Could not validate credentials';
  return errorResponse(401, 'invalid_token', description, { 'WWW-Authenticate': challenge });
}

/**
 * Answers, and turns what is refused on the way into an answer: these routes are an edge of their own, with the errors of OAuth.
 * Throws what is no refusal that this edge knows.
 */
export async function withOauthErrors(
  translateDatabaseError: (error: unknown) => DomainError | null,
  work: () => Promise<RouteResponse>,
): Promise<RouteResponse> {
  try {
    return await work();
  } catch (error) {
    return refusalResponse(error, translateDatabaseError);
  }
}

/**
 * The answer for what was thrown; throws it again when it is no refusal that this edge knows.
 * `translateDatabaseError` turns a failure of the database into the refusal that it means, or null.
 */
function refusalResponse(
  error: unknown,
  translateDatabaseError: (error: unknown) => DomainError | null,
): RouteResponse {
  if (error instanceof OauthError) return errorResponse(400, error.code, error.message);
  const refused = error instanceof DomainError ? error : translateDatabaseError(error);
  const known = refused === null ? undefined : errorMappings[refused.reason];
  if (refused === null || known === undefined) throw error;
  return mappedResponse(known, refused.refusals[0]);
}

function mappedResponse(
  { status, code, description, challenge }: ErrorMapping,
  refusal: Refusal,
): RouteResponse {
  const { message, retryAfterSeconds } = refusal;
  return errorResponse(status, code, description ?? message, {
    ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge }),
    ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }),
  });
}
