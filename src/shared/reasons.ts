/**
 * Every code that a mutation can answer as data; the schema's `ErrorCode` has the same names (a test compares them).
 * Documented in docs/errors.md; never renamed after release.
 */
export const dataReasons = [
  'INVALID_INPUT',
  'INVALID_CREDENTIALS',
  'TOO_MANY_ATTEMPTS',
  'ACCOUNT_DISABLED',
  'PASSWORD_CHANGE_REQUIRED',
  'REFRESH_TOKEN_INVALID',
  'REFRESH_TOKEN_EXPIRED',
  'REFRESH_TOKEN_REUSED',
  'SESSION_REVOKED',
  'SESSION_NOT_FOUND',
  'PASSWORD_TOO_SHORT',
  'PASSWORD_TOO_LONG',
  'PASSWORD_COMPROMISED',
  'PASSWORD_SIMILAR_TO_IDENTITY',
  'PASSWORD_REUSED',
  'CURRENT_PASSWORD_WRONG',
  'USERNAME_TAKEN',
  'EMAIL_TAKEN',
  'USERNAME_INVALID',
  'EMAIL_INVALID',
  'SIGNUP_DISABLED',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'USER_NOT_FOUND',
  'LAST_ADMIN',
  'SELF_TARGET_FORBIDDEN',
  'ROLE_ESCALATION',
  'ILLEGAL_STATE',
  'VERSION_CONFLICT',
  'IDEMPOTENCY_KEY_REUSED',
  'SCOPE_NOT_ALLOWED',
  'NOT_FOUND',
] as const;

/** A code that stands in a payload's `userErrors`. */
export type DataReason = (typeof dataReasons)[number];

/** Codes that stand in the response's top-level `errors` instead: what no caller can mend by other input. */
export const requestReasons = ['BAD_USER_INPUT', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE'] as const;

/** A code of the top-level `errors` that a module can refuse with (UNAUTHENTICATED and FORBIDDEN are the `@auth` library's). */
export type RequestReason = (typeof requestReasons)[number];

/** Why something was refused, from the closed set that outside clients switch on. */
export type Reason = DataReason | RequestReason;
