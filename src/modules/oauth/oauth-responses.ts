import { DomainError, type Reason, type Refusal, type RouteResponse } from '../../shared/index.js';
import type { AuthenticationFailure } from '../access/index.js';
import { type OauthErrorCode, OauthRefusal } from './oauth-error.js';

interface Answer {
  readonly status: number;
  readonly code: OauthErrorCode;
  /** Left out: the refusal's own sentence. Given where clients of the password flow know the words. */
  readonly words?: string;
  readonly challenge?: string;
}

const spentToken: Answer = { status: 400, code: 'invalid_grant' };
const later: Pick<Answer, 'code'> = { code: 'temporarily_unavailable' };

/** How this edge says what the heart refused with; what is not in it goes on to the HTTP edge, which logs and hides it. */
const answers: Partial<Readonly<Record<Reason, Answer>>> = {
  INVALID_CREDENTIALS: {
    status: 401,
    code: 'invalid_grant',
    words: 'Incorrect username or password',
    challenge: 'Bearer',
  },
  ACCOUNT_DISABLED: { status: 400, code: 'invalid_grant', words: 'Inactive user' },
  PASSWORD_CHANGE_REQUIRED: {
    status: 400,
    code: 'invalid_grant',
    words: 'The password must be changed before it can be used here',
  },
  SCOPE_NOT_ALLOWED: { status: 400, code: 'invalid_scope' },
  REFRESH_TOKEN_INVALID: spentToken,
  REFRESH_TOKEN_EXPIRED: spentToken,
  REFRESH_TOKEN_REUSED: spentToken,
  SESSION_REVOKED: spentToken,
  INVALID_INPUT: { status: 400, code: 'invalid_request' },
  BAD_USER_INPUT: { status: 400, code: 'invalid_request' },
  // RFC 6749 5.2 has no word for it; clients of every kind understand 429 with Retry-After (RFC 6585 4).
  TOO_MANY_ATTEMPTS: { ...later, status: 429 },
  RATE_LIMITED: { ...later, status: 429 },
  SERVICE_UNAVAILABLE: { ...later, status: 503 },
};

/** RFC 6749 5.1: what may hold a token or personal data is kept nowhere on its way. */
const unkept: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** A 200 that no cache keeps. */
export function answer(body: unknown): RouteResponse {
  return { status: 200, headers: unkept, body };
}

/** An answer without a body that no cache keeps. */
export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): RouteResponse {
  return { status, headers: { ...unkept, ...headers }, body: null };
}

/** Answers a body that is no form, in the words of RFC 6749 5.2. */
export function refuseBody(): RouteResponse {
  return errorAnswer(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded');
}

/** An error of RFC 6749 5.2, with the `detail` that clients of FastAPI's password flow read beside it. */
export function errorAnswer(
  status: number,
  code: string,
  words: string,
  headers: Readonly<Record<string, string>> = {},
): RouteResponse {
  return {
    status,
    headers: { ...unkept, ...headers },
    body: { error: code, error_description: words, detail: words },
  };
}

/** 401 with the challenge of RFC 6750 3.1: a request without any credential is told nothing but the scheme. */
export function tokenRefused(failure: AuthenticationFailure | null): RouteResponse {
  const challenge = failure === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"';
  const words = 'Could not validate credentials';
  return errorAnswer(401, 'invalid_token', words, { 'WWW-Authenticate': challenge });
}

/**
 * Answers, and turns what is refused on the way into an answer: these routes are an edge of their own, with the errors of OAuth.
 * Throws what is no refusal that this edge knows.
 */
export async function refusalsAnswered(
  explain: (error: unknown) => DomainError | null,
  work: () => Promise<RouteResponse>,
): Promise<RouteResponse> {
  try {
    return await work();
  } catch (error) {
    return refusalAnswer(error, explain);
  }
}

/**
 * The answer for what was thrown; throws it again when it is no refusal that this edge knows.
 * `explain` turns a failure of the database into the refusal that it means, or null.
 */
function refusalAnswer(error: unknown, explain: (error: unknown) => DomainError | null): RouteResponse {
  if (error instanceof OauthRefusal) return errorAnswer(400, error.code, error.message);
  const refused = error instanceof DomainError ? error : explain(error);
  const known = refused === null ? undefined : answers[refused.reason];
  if (refused === null || known === undefined) throw error;
  return knownAnswer(known, refused.refusals[0]);
}

function knownAnswer({ status, code, words, challenge }: Answer, refusal: Refusal): RouteResponse {
  const { message, retryAfterSeconds } = refusal;
  return errorAnswer(status, code, words ?? message, {
    ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge }),
    ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }),
  });
}
