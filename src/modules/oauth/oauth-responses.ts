import {
  type DataReason,
  DomainError,
  type Refusal,
  type RequestReason,
  type RouteResponse,
} from '../../shared/index.js';
import { type AuthenticationFailure, bearerChallenge } from '../access/index.js';
import { OauthError, type OauthErrorCode } from './oauth-error.js';

interface ErrorMapping {
  readonly status: number;
  readonly code: OauthErrorCode;
  /** By default the message of the error. Set where password-flow clients know another text. */
  readonly description?: string;
  readonly challenge?: string;
}

const invalidGrant: ErrorMapping = { status: 400, code: 'invalid_grant' };
const temporarilyUnavailable: Pick<ErrorMapping, 'code'> = { code: 'temporarily_unavailable' };

/**
 * The OAuth error for each reason of a DomainError; every other error is logged and hidden by the HTTP
 * transport.
 */
const errorMappings: Readonly<Partial<Record<string, ErrorMapping>>> = {
  INVALID_CREDENTIALS: {
    status: 401,
    code: 'invalid_grant',
    description: 'Incorrect username or password',
    challenge: 'Bearer',
  },
  ACCOUNT_DISABLED: { status: 400, code: 'invalid_grant', description: 'Inactive user' },
  EMAIL_NOT_VERIFIED: {
    status: 400,
    code: 'invalid_grant',
    description: 'The email address has to be verified',
  },
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
  // RFC 6749 5.2 has no code for it; all clients understand 429 with Retry-After (RFC 6585 4).
  TOO_MANY_ATTEMPTS: { ...temporarilyUnavailable, status: 429 },
  RATE_LIMITED: { ...temporarilyUnavailable, status: 429 },
  SERVICE_UNAVAILABLE: { ...temporarilyUnavailable, status: 503 },
} satisfies Partial<Record<DataReason | RequestReason, ErrorMapping>>;

/** RFC 6749 5.1: responses with tokens or personal data must not be cached. */
const noStoreHeaders: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

export function noStoreResponse(body: unknown): RouteResponse {
  return { status: 200, headers: noStoreHeaders, body };
}

export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): RouteResponse {
  return { status, headers: { ...noStoreHeaders, ...headers }, body: null };
}

export function invalidBodyResponse(): RouteResponse {
  return errorResponse(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded');
}

/**
 * Returns an error response of RFC 6749 5.2, with the `detail` member that clients of FastAPI's password flow
 * read.
 */
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

/** Returns 401 with the challenge of RFC 6750 3.1 or RFC 9470 3. */
export function invalidTokenResponse(failure: AuthenticationFailure | null): RouteResponse {
  const { error, header } = bearerChallenge(failure);
  return errorResponse(401, error, 'Could not validate credentials', { 'WWW-Authenticate': header });
}

/**
 * Runs the handler of a route and translates its errors into OAuth error responses.
 * Rethrows every error that has no translation.
 */
export async function withOauthErrors(
  translateDatabaseError: (error: unknown) => DomainError | null,
  work: () => Promise<RouteResponse>,
): Promise<RouteResponse> {
  try {
    return await work();
  } catch (error) {
    return translatedResponse(error, translateDatabaseError);
  }
}

function translatedResponse(
  error: unknown,
  translateDatabaseError: (error: unknown) => DomainError | null,
): RouteResponse {
  if (error instanceof OauthError) return errorResponse(400, error.code, error.message);
  const domainError = error instanceof DomainError ? error : translateDatabaseError(error);
  const mapping = domainError === null ? undefined : errorMappings[domainError.reason];
  if (domainError === null || mapping === undefined) throw error;
  return mappedResponse(mapping, domainError.refusals[0]);
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
