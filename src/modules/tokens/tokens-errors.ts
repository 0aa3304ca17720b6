import { DomainError } from '../../shared/index.js';

/** TOKEN_INVALID: unknown, of another purpose, withdrawn, or used before; which of these is nobody's business. */
export function tokenInvalid(): DomainError {
  return new DomainError({
    reason: 'TOKEN_INVALID',
    message: 'This link or token is not valid. It may have been used already, or replaced by a newer one.',
    field: ['input', 'token'],
  });
}

/** TOKEN_EXPIRED: it was good once, and its time is over. */
export function tokenExpired(): DomainError {
  return new DomainError({
    reason: 'TOKEN_EXPIRED',
    message: 'This link or token has expired. Ask for a new one.',
    field: ['input', 'token'],
  });
}
