import { DomainError } from '../../shared/index.js';

/**
 * Unknown, of another purpose, withdrawn, used before, or issued before a change of the user's address or
 * access; the caller does not learn which.
 */
export function tokenInvalid(): DomainError {
  return new DomainError({
    reason: 'TOKEN_INVALID',
    message: 'This link or token is not valid. It may have been used already, or replaced by a newer one.',
    field: ['input', 'token'],
  });
}

/** The caller needs a new link. */
export function tokenExpired(): DomainError {
  return new DomainError({
    reason: 'TOKEN_EXPIRED',
    message: 'This link or token has expired. Request a new one.',
    field: ['input', 'token'],
  });
}
