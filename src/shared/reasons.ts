/**
 * The codes that mutations return as data. The schema's `ErrorCode` has the same names (a test compares
 * them). Documented in docs/errors.md. Never renamed after release.
 */
export const dataReasons = [
  'INVALID_INPUT',
  'INVALID_CREDENTIALS',
  'TOO_MANY_ATTEMPTS',
  'ACCOUNT_DISABLED',
  'EMAIL_NOT_VERIFIED',
  'PASSWORD_CHANGE_REQUIRED',
  'MFA_CHALLENGE_EXPIRED',
  'MFA_CODE_INVALID',
  'MFA_NOT_ENROLLED',
  'MFA_ALREADY_ENROLLED',
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
  'LIMIT_EXCEEDED',
] as const;

/** A code in the `userErrors` of a payload. */
export type DataReason = (typeof dataReasons)[number];

/** The codes that are returned in the top-level `errors` of the response: other input would not help. */
export const requestReasons = [
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'STEP_UP_REQUIRED',
] as const;

/**
 * A code of the top-level `errors` that modules use. UNAUTHENTICATED and FORBIDDEN: the caller lost the
 * session or the role after `@auth` had granted the field. STEP_UP_REQUIRED: the session has proven less than
 * the state of the account requires.
 */
export type RequestReason = (typeof requestReasons)[number];

/**
 * Why an operation was rejected: a code of Cordon, or one that a project adds with `extend enum ErrorCode`.
 * The GraphQL server compares it with the schema when it sends it; an unknown code is an internal error.
 */
export type Reason = DataReason | RequestReason | (string & Record<never, never>);
