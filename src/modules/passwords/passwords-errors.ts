import { DomainError, type Refusal } from '../../shared/index.js';

/** INVALID_INPUT: the password contains a NUL or an unpaired surrogate and is never hashed. */
export function malformedPassword(field: readonly string[]): Refusal {
  return { reason: 'INVALID_INPUT', message: 'The password contains an invalid character.', field };
}

export function passwordTooShort(field: readonly string[], minLength: number): Refusal {
  const message = `The password must have at least ${minLength} characters.`;
  return { reason: 'PASSWORD_TOO_SHORT', message, field, params: { minLength } };
}

/** PASSWORD_TOO_LONG: passwords are never truncated. */
export function passwordTooLong(field: readonly string[], maxLength: number): Refusal {
  const message = `The password must have at most ${maxLength} characters.`;
  return { reason: 'PASSWORD_TOO_LONG', message, field, params: { maxLength } };
}

/**
 * PASSWORD_COMPROMISED: the password is on the list of common passwords, or is made from one by repetition or
 * added digits.
 */
export function passwordCompromised(field: readonly string[]): Refusal {
  return {
    reason: 'PASSWORD_COMPROMISED',
    message: 'The password is too common.',
    field,
  };
}

/**
 * PASSWORD_SIMILAR_TO_IDENTITY: the password contains the user's full name, username or email address,
 * forwards or backwards.
 */
export function passwordSimilarToIdentity(field: readonly string[]): Refusal {
  const message = 'The password must not contain your name, username or email address.';
  return { reason: 'PASSWORD_SIMILAR_TO_IDENTITY', message, field };
}

/** SERVICE_UNAVAILABLE: the queue of passwords to hash is full. */
export function hashingBusy(retryAfterSeconds: number): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'The server is busy verifying passwords. Try again later.',
    retryAfterSeconds,
    detail: 'the password hashing queue is full',
  });
}
