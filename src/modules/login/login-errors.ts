import { DomainError, type Refusal } from '../../shared/index.js';

/** INVALID_CREDENTIALS: one sentence for an unknown name, a missing password and a wrong one, so that nobody learns which (ASVS 6.3.8). */
export function invalidCredentials(): DomainError {
  return new DomainError({ reason: 'INVALID_CREDENTIALS', message: 'Incorrect username or password.' });
}

/** ACCOUNT_DISABLED: said only to somebody who has just proven the account's password. */
export function accountDisabled(): DomainError {
  return new DomainError({ reason: 'ACCOUNT_DISABLED', message: 'This account is disabled.' });
}

/** PASSWORD_CHANGE_REQUIRED: the password was right and good for this only; it stands beside the token that resetPassword takes. */
export const passwordChangeRequired: Refusal = {
  reason: 'PASSWORD_CHANGE_REQUIRED',
  message: 'This password must be changed before signing in: pass passwordChangeToken to resetPassword.',
};

/** CURRENT_PASSWORD_WRONG: the caller's own password was not the one given. */
export function currentPasswordWrong(field: readonly string[]): DomainError {
  return new DomainError({
    reason: 'CURRENT_PASSWORD_WRONG',
    message: 'The current password is not right.',
    field,
  });
}

/** PASSWORD_REUSED: the new password is among the last ones of this user, the one that it should replace included. */
export function passwordReused(field: readonly string[], historySize: number): DomainError {
  const others = historySize === 1 ? 'the current one' : `the last ${historySize}`;
  return new DomainError({
    reason: 'PASSWORD_REUSED',
    message: `The new password must differ from ${others}.`,
    field,
    params: { historySize },
  });
}

/** SCOPE_NOT_ALLOWED: a scope was asked for that the role does not have, or that does not exist. */
export function scopeNotAllowed(): DomainError {
  return new DomainError({
    reason: 'SCOPE_NOT_ALLOWED',
    message: 'A token can only be narrowed to scopes that the role of its owner has.',
    field: ['input', 'scope'],
  });
}

/** SIGNUP_DISABLED: the operator lets nobody sign up by themselves. */
export function signUpDisabled(): DomainError {
  return new DomainError({ reason: 'SIGNUP_DISABLED', message: 'Sign-up is switched off on this server.' });
}

/** INVALID_INPUT: a device name that no list of sessions should have to show. */
export function deviceNameInvalid(maxLength: number): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: `A device name has at most ${maxLength} characters and no control characters.`,
    field: ['input', 'deviceName'],
    params: { maxLength },
  });
}

/** TOKEN_INVALID: the one-time token is of a user who is gone; said in the words that any other bad token gets. */
export function tokenInvalid(): DomainError {
  return new DomainError({
    reason: 'TOKEN_INVALID',
    message: 'This link or token is not valid. It may have been used already, or replaced by a newer one.',
    field: ['input', 'token'],
  });
}

/** SERVICE_UNAVAILABLE: too many sign-ins wait for their turn. */
export function signInQueueFull(): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'Too many sign-ins wait at the moment. Try again shortly.',
    retryAfterSeconds: 2,
  });
}
