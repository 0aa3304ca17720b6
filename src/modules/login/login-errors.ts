import { DomainError, type Refusal } from '../../shared/index.js';

/**
 * The same error for an unknown name, a missing password and a wrong one, so that none is revealed (ASVS
 * 6.3.8).
 */
export function invalidCredentials(): DomainError {
  return new DomainError({ reason: 'INVALID_CREDENTIALS', message: 'Incorrect username or password.' });
}

/** Returned together with the token that resetPassword takes. */
export const passwordChangeRequired: Refusal = {
  reason: 'PASSWORD_CHANGE_REQUIRED',
  message: 'This password must be changed before signing in: pass passwordChangeToken to resetPassword.',
};

export function currentPasswordWrong(field: readonly string[]): DomainError {
  return new DomainError({
    reason: 'CURRENT_PASSWORD_WRONG',
    message: 'The current password is wrong.',
    field,
  });
}

/** `historySize` counts the current password. */
export function passwordReused(field: readonly string[], historySize: number): DomainError {
  const others = historySize === 1 ? 'the current one' : `the last ${historySize} passwords`;
  return new DomainError({
    reason: 'PASSWORD_REUSED',
    message: `The new password must differ from ${others}.`,
    field,
    params: { historySize },
  });
}

export function scopeNotAllowed(): DomainError {
  return new DomainError({
    reason: 'SCOPE_NOT_ALLOWED',
    message: "A token can only be limited to scopes of its user's role.",
    field: ['input', 'scope'],
  });
}

export function passkeyGivenWithOthers(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'Give a passkey, or a password and a code, not both.',
    field: ['passkey'],
  });
}

export function signUpDisabled(): DomainError {
  return new DomainError({ reason: 'SIGNUP_DISABLED', message: 'Sign-up is disabled on this server.' });
}

export function deviceNameInvalid(maxLength: number): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: `A device name has at most ${maxLength} characters, all of them printable.`,
    field: ['input', 'deviceName'],
    params: { maxLength },
  });
}

export function signInQueueFull(): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'Too many sign-ins are waiting. Try again shortly.',
    retryAfterSeconds: 2,
  });
}

/** An invited user has no way to sign in yet. */
export function invitationOpen(): DomainError {
  return new DomainError({ reason: 'ILLEGAL_STATE', message: 'The user has not accepted the invitation.' });
}
