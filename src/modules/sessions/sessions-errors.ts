import { DomainError } from '../../shared/index.js';

const tokenField = ['input', 'refreshToken'];

/** The token was never issued here, or was removed long after the end of its session. */
export function refreshTokenInvalid(): DomainError {
  return new DomainError({
    reason: 'REFRESH_TOKEN_INVALID',
    message: 'This refresh token is not valid. Sign in again.',
    field: tokenField,
  });
}

/** The session was not refreshed in time, or has reached its absolute lifetime. */
export function refreshTokenExpired(): DomainError {
  return new DomainError({
    reason: 'REFRESH_TOKEN_EXPIRED',
    message: 'This refresh token has expired. Sign in again.',
    field: tokenField,
  });
}

/**
 * The token was rotated before, so two parties have it and its session was ended (RFC 9700 section 4.14.2).
 */
export function refreshTokenReused(): DomainError {
  return new DomainError({
    reason: 'REFRESH_TOKEN_REUSED',
    message: 'This refresh token was used before, so its session has been ended. Sign in again.',
    field: tokenField,
  });
}

/** The session was ended by its user, an administrator, or a change that ends sessions. */
export function sessionRevoked(): DomainError {
  return new DomainError({ reason: 'SESSION_REVOKED', message: 'This session has ended. Sign in again.' });
}

/** No active session of the user has this id. The same for sessions of other users. */
export function sessionNotFound(field: readonly string[] = ['sessionIds']): DomainError {
  return new DomainError({
    reason: 'SESSION_NOT_FOUND',
    message: 'Session not found.',
    field,
  });
}

export function cannotDeliverByCookie(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'Cookies are only set for pages of this server and of the allowed origins.',
    field: ['input', 'delivery'],
  });
}

export function cannotEndOthers(): DomainError {
  return new DomainError({
    reason: 'SCOPE_NOT_ALLOWED',
    message: 'Ending other sessions with a narrowed token requires the scope account:write.',
    field: ['input', 'scope'],
  });
}

export function sessionsReasonInvalid(maxLength: number): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The reason must be one line of printable text.',
    field: ['reason'],
    params: { maxLength },
  });
}
