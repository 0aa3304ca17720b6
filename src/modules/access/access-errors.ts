import { DomainError } from '../../shared/index.js';
import type { AuthenticationFailure } from './current-user.js';

/**
 * The account is disabled. Returned only to callers whose password was verified or who hold a refresh token
 * of the account.
 */
export function accountDisabled(): DomainError {
  return new DomainError({ reason: 'ACCOUNT_DISABLED', message: 'This account is disabled.' });
}

/** The user does not exist, or is deleted and the operation requires a user who is not. */
export function userNotFound(field?: readonly string[]): DomainError {
  const refusal = { reason: 'USER_NOT_FOUND', message: 'The user does not exist.' } as const;
  return new DomainError(field === undefined ? refusal : { ...refusal, field });
}

/** The caller was signed in when the request arrived, and is not any more. The message is that of `@auth`. */
export function unauthenticated(authenticationFailure: AuthenticationFailure): DomainError {
  return new DomainError({
    reason: 'UNAUTHENTICATED',
    message: 'Authentication required.',
    authenticationFailure,
  });
}

/** The caller had a higher role when the request arrived. The message is that of `@auth`. */
export function forbidden(): DomainError {
  return new DomainError({ reason: 'FORBIDDEN', message: 'Not authorized.' });
}

/**
 * The session has not proven the second factor that the user has. The message is that of `@auth`;
 * `reauthenticate` with a code is what is missing.
 */
export function stepUpRequired(): DomainError {
  return new DomainError({ reason: 'STEP_UP_REQUIRED', message: 'Step-up authentication required.' });
}

export function roleEscalation(): DomainError {
  return new DomainError({
    reason: 'ROLE_ESCALATION',
    message: 'This requires a role at least as high as the role of the user or the role to assign.',
  });
}
