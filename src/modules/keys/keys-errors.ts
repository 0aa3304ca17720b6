import { DomainError, StartupError } from '../../shared/index.js';

/** Refuses to start because what the database holds was sealed with another master key; nothing was changed. */
export function masterKeyWrong(): StartupError {
  return new StartupError(
    'MASTER_KEY_WRONG',
    'CORDON_MASTER_KEY is not the master key that the keys in this database were sealed with.',
    'Set CORDON_MASTER_KEY to the key of this database (in development: restore the key file in the data folder); when it is being changed, give the old one as CORDON_PREVIOUS_MASTER_KEY. Nothing was changed.',
  );
}

/** No signing key has this id. */
export function signingKeyNotFound(): DomainError {
  return new DomainError({
    reason: 'NOT_FOUND',
    message: 'There is no signing key with this id.',
    field: ['kid'],
  });
}

/** The key is refused already, for good. */
export function signingKeyAlreadyRevoked(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: 'This key is refused already.',
    field: ['kid'],
  });
}

/** The key was brought in or made here before; a revoked one never comes back. */
export function signingKeyAlreadyExists(isRevoked: boolean): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: isRevoked
      ? 'This key was here before and is refused: it never comes back.'
      : 'This key is here already.',
    field: ['file'],
  });
}

/** So many keys are accepted that another one would only burden whoever reads them. */
export function tooManyKeys(limit: number): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: `There are ${limit} keys already: wait until the retiring ones are gone, or revoke some.`,
    params: { limit },
  });
}

/** The operator's own secret signs; no key of the database would. */
export function signingKeyIsSharedSecret(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message:
      'This server signs with the secret in CORDON_JWT_SECRET_FILE (HS256), which is changed there and not here.',
  });
}

/** The algorithm is none that keys are made for. */
export function algorithmInvalid(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The algorithm of a signing key is ES256, RS256 or PS256.',
    field: ['input', 'algorithm'],
  });
}

/** The time of publishing is out of bounds. */
export function publishForInvalid(maxSeconds: number): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'A key is published for 0 seconds to 30 days before it signs.',
    field: ['input', 'publishFor'],
    params: { min: 0, max: maxSeconds },
  });
}

/** The reason given for an act is empty, too long, or not printable. */
export function reasonInvalid(field: readonly string[], maxLength: number): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'A reason is one line of printable text.',
    field,
    params: { maxLength },
  });
}

/** A file that holds no private key that could sign; the sentence never repeats anything of it, and no cause is kept that might. */
export function privateKeyInvalid(message: string): DomainError {
  return new DomainError({ reason: 'INVALID_INPUT', message, field: ['file'] });
}
