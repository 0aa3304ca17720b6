import { DomainError } from '../../shared/index.js';

/** The same for a challenge that is unknown, used, expired, withdrawn, used up, or of another client. */
export function challengeExpired(): DomainError {
  return new DomainError({
    reason: 'MFA_CHALLENGE_EXPIRED',
    message: 'The challenge is unknown or no longer valid. Sign in again.',
  });
}

/** A wrong or used code, or a wrong response of a passkey. */
export function codeInvalid(field: readonly string[]): DomainError {
  return new DomainError({
    reason: 'MFA_CODE_INVALID',
    message: 'The second factor could not be verified: the code is wrong, or was used before.',
    field,
  });
}

/** A user with a second factor gave none where it is required. */
export function codeRequired(field: readonly string[]): DomainError {
  return new DomainError({
    reason: 'MFA_CODE_INVALID',
    message: 'A code of the second factor is required.',
    field,
  });
}

/** The user does not have the factor that the call names, or none at all. */
export function notEnrolled(field?: readonly string[]): DomainError {
  const refusal = { reason: 'MFA_NOT_ENROLLED', message: 'This second factor is not set up.' } as const;
  return new DomainError(field === undefined ? refusal : { ...refusal, field });
}

export function alreadyEnrolled(): DomainError {
  return new DomainError({
    reason: 'MFA_ALREADY_ENROLLED',
    message: 'An authenticator app is already set up. Remove it before setting up another one.',
  });
}

export function enrollmentNotFound(): DomainError {
  return new DomainError({
    reason: 'NOT_FOUND',
    message: 'There is no such enrolment in progress. Start again with enrollTotp.',
    field: ['enrollmentId'],
  });
}
