import { DomainError } from '../../shared/index.js';

/**
 * The same error for every reason why a sign-in with a passkey fails before its user is proven, so that none
 * is revealed.
 */
export function passkeyRefused(): DomainError {
  return new DomainError({ reason: 'INVALID_CREDENTIALS', message: 'The passkey was not accepted.' });
}

/** The same error for every reason why a proof in a session or after a password fails. */
export function passkeyProofInvalid(field: readonly string[]): DomainError {
  return new DomainError({
    reason: 'MFA_CODE_INVALID',
    message: 'The passkey was not accepted.',
    field,
  });
}

/** A registration that expired or ended, was not started by this user, or whose response is not valid. */
export function registrationInvalid(field: readonly string[]): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The passkey could not be registered. Start the registration again.',
    field,
  });
}

export function nameInvalid(maxLength: number, field: readonly string[]): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: `The name of a passkey has 1 to ${maxLength} characters, all of them printable.`,
    field,
    params: { maxLength },
  });
}

export function tooManyPasskeys(limit: number): DomainError {
  return new DomainError({
    reason: 'LIMIT_EXCEEDED',
    message: `A user has at most ${limit} passkeys. Remove one first.`,
    params: { limit },
  });
}

export function passkeyNotFound(): DomainError {
  return new DomainError({ reason: 'NOT_FOUND', message: 'The passkey was not found.', field: ['id'] });
}

export function lastWayToSignIn(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: 'This passkey is the only way to sign in. Set a password or add another passkey first.',
    field: ['id'],
  });
}

/** Browsers offer passkeys for domain names only, not for IP addresses. */
export function passkeysUnavailable(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: 'Passkeys are not available: the address of this server is not a domain name.',
  });
}
