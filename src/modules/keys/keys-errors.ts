import { DomainError, StartupError } from '../../shared/index.js';

export function masterKeyWrong(): StartupError {
  return new StartupError(
    'MASTER_KEY_WRONG',
    'CORDON_MASTER_KEY is not the master key of this database: it does not open the stored keys.',
    'Set CORDON_MASTER_KEY to the master key of this database (in development: restore the key file in the data folder). To change the master key, set CORDON_PREVIOUS_MASTER_KEY to the old one. Nothing was changed.',
  );
}

export function signingKeyNotFound(): DomainError {
  return new DomainError({
    reason: 'NOT_FOUND',
    message: 'Signing key not found.',
    field: ['kid'],
  });
}

export function signingKeyAlreadyRevoked(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: 'This signing key is already revoked.',
    field: ['kid'],
  });
}

export function signingKeyAlreadyExists(isRevoked: boolean): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: isRevoked
      ? 'This signing key was revoked and cannot be used again.'
      : 'This signing key already exists.',
    field: ['file'],
  });
}

export function tooManyKeys(limit: number): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: `The limit of ${limit} signing keys is reached. Wait until the retiring keys expire, or revoke some.`,
    params: { limit },
  });
}

export function signingKeyIsSharedSecret(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: 'This server signs with the secret in CORDON_JWT_SECRET_FILE (HS256). Change that file instead.',
  });
}

export function algorithmInvalid(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The algorithm of a signing key must be ES256, RS256 or PS256.',
    field: ['input', 'algorithm'],
  });
}

export function publishForInvalid(maxSeconds: number): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The publication time must be from 0 seconds to 30 days.',
    field: ['input', 'publishFor'],
    params: { min: 0, max: maxSeconds },
  });
}

export function keyReasonInvalid(field: readonly string[], maxLength: number): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The reason must be one line of printable text.',
    field,
    params: { maxLength },
  });
}

/** Rejects a private key file. Neither the message nor a cause may contain anything of the file. */
export function privateKeyInvalid(message: string): DomainError {
  return new DomainError({ reason: 'INVALID_INPUT', message, field: ['file'] });
}
