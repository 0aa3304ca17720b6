import { DomainError } from '../../shared/index.js';

const tokenField = ['input', 'refreshToken'];

/** REFRESH_TOKEN_INVALID: no such token was ever issued here, or it was forgotten long after its session's end. */
export function refreshTokenInvalid(): DomainError {
  return new DomainError({
    reason: 'REFRESH_TOKEN_INVALID',
    message: 'This refresh token is not valid. Sign in again.',
    field: tokenField,
  });
}

/** REFRESH_TOKEN_EXPIRED: the session was not refreshed in time, or has reached its end in any case. */
export function refreshTokenExpired(): DomainError {
  return new DomainError({
    reason: 'REFRESH_TOKEN_EXPIRED',
    message: 'This refresh token has expired. Sign in again.',
    field: tokenField,
  });
}

/** REFRESH_TOKEN_REUSED: it was traded before, so two parties hold it; its session is over (RFC 9700 section 4.14.2). */
export function refreshTokenReused(): DomainError {
  return new DomainError({
    reason: 'REFRESH_TOKEN_REUSED',
    message: 'This refresh token was used before, so its session has been ended. Sign in again.',
    field: tokenField,
  });
}

/** SESSION_REVOKED: the session was ended by its owner, an administrator, or a change that ends sessions. */
export function sessionRevoked(): DomainError {
  return new DomainError({ reason: 'SESSION_REVOKED', message: 'This session has ended. Sign in again.' });
}

/** SESSION_NOT_FOUND: no active session of that user has this id; said alike of other users's sessions. */
export function sessionNotFound(field: readonly string[] = ['sessionIds']): DomainError {
  return new DomainError({
    reason: 'SESSION_NOT_FOUND',
    message: 'No active session of this user has that id.',
    field,
  });
}

/** INVALID_INPUT: a cookie was asked for where none can be used. */
export function cannotDeliverByCookie(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'A cookie is given only to pages of this server and of the allowed origins.',
    field: ['input', 'delivery'],
  });
}

/** SCOPE_NOT_ALLOWED: a token narrowed below account:write ends its own session and no other. */
export function cannotEndOthers(): DomainError {
  return new DomainError({
    reason: 'SCOPE_NOT_ALLOWED',
    message: 'A narrowed token ends other sessions only with the scope account:write.',
    field: ['input', 'scope'],
  });
}
