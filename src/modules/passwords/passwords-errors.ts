import { DomainError, type Refusal } from '../../shared/index.js';

/** Refuses a password that holds a NUL, half a surrogate pair, or nothing at all: no hash may ever stand for it. */
export function malformedPassword(field: readonly string[]): Refusal {
  return { reason: 'INVALID_INPUT', message: 'The password holds a character that cannot be typed.', field };
}

/** Refuses a password below the configured length. */
export function passwordTooShort(field: readonly string[], minLength: number): Refusal {
  const message = `The password must have at least ${minLength} characters.`;
  return { reason: 'PASSWORD_TOO_SHORT', message, field, params: { minLength } };
}

/** Refuses a password that is longer than what is hashed whole: nothing is ever cut. */
export function passwordTooLong(field: readonly string[], maxLength: number): Refusal {
  const message = `The password must have at most ${maxLength} characters.`;
  return { reason: 'PASSWORD_TOO_LONG', message, field, params: { maxLength } };
}

/** Refuses a password that stands in the list of common passwords, or is made from one by repeating it or adding digits. */
export function passwordCompromised(field: readonly string[]): Refusal {
  return {
    reason: 'PASSWORD_COMPROMISED',
    message: 'The password is among the first that are guessed.',
    field,
  };
}

/** Refuses a password that holds the user's own name, username or email, forwards or backwards. */
export function passwordSimilarToIdentity(field: readonly string[]): Refusal {
  const message = 'The password must not hold your own name, username or email.';
  return { reason: 'PASSWORD_SIMILAR_TO_IDENTITY', message, field };
}

/** Refuses to hash because more passwords wait than can be worked off in time. */
export function hashingBusy(retryAfterSeconds: number): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'The server is busy checking passwords. Please try again shortly.',
    retryAfterSeconds,
    detail: 'the queue of passwords to hash is full',
  });
}
