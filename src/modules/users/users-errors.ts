import { DomainError, type Refusal } from '../../shared/index.js';
import { emailMaxLength } from './email-addresses.js';
import { textLimits } from './text-fields.js';
import { usernameLimits } from './usernames.js';

/** The path of the invalid argument. */
export type Field = readonly string[];

export const usernameTaken: Refusal = {
  reason: 'USERNAME_TAKEN',
  message: 'The username is already in use.',
  field: ['input', 'username'],
};

export const emailTaken: Refusal = {
  reason: 'EMAIL_TAKEN',
  message: 'The email address is already in use.',
  field: ['input', 'email'],
};

export const usernameInvalid: Refusal = {
  reason: 'USERNAME_INVALID',
  message:
    'A username must have 2 to 64 letters or digits of one alphabet; dots, hyphens and underscores only inside.',
  field: ['input', 'username'],
  params: usernameLimits,
};

export const emailInvalid: Refusal = {
  reason: 'EMAIL_INVALID',
  message: 'The email address must have the form name@example.com.',
  field: ['input', 'email'],
  params: { maxLength: emailMaxLength },
};

export const fullNameInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'A full name must be one line of printable text. Use null to clear it.',
  field: ['input', 'fullName'],
  params: { maxLength: textLimits.fullName },
};

export const roleUnknown: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'The role is not declared.',
  field: ['input', 'role'],
};

export const localeInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'A locale must be a language tag such as "en" or "pt-BR" (BCP 47).',
  field: ['input', 'locale'],
};

export const metadataInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message:
    'Metadata must be a JSON object of at most 16 KiB and 32 levels, without NUL characters and `__proto__`.',
  field: ['input', 'metadata'],
  params: { maxBytes: textLimits.metadataBytes, maxLevels: textLimits.metadataLevels },
};

export const metadataNumberInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'Numbers in metadata must not exceed 9007199254740991 (2^53 - 1). Use text for larger ones.',
  field: ['input', 'metadata'],
  params: { maxNumber: Number.MAX_SAFE_INTEGER },
};

export const emailVerifiedInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'The value must be true or false; it cannot be cleared.',
  field: ['input', 'emailVerified'],
};

export const reasonInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'A reason must be one line of printable text.',
  field: ['input', 'reason'],
  params: { maxLength: textLimits.reason },
};

export const untilInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'The end of the disablement must be in the future. Omit it to disable the user indefinitely.',
  field: ['input', 'until'],
};

export const idempotencyKeyInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'An idempotency key must have 1 to 255 printable characters.',
  field: ['input', 'idempotencyKey'],
  params: { maxLength: 255 },
};

export function idempotencyKeyReused(): DomainError {
  return new DomainError({
    reason: 'IDEMPOTENCY_KEY_REUSED',
    message: 'The idempotency key was already used with different input within the last 24 hours.',
    field: ['input', 'idempotencyKey'],
  });
}

export function versionConflict(version: number): DomainError {
  return new DomainError({
    reason: 'VERSION_CONFLICT',
    message: 'The user was changed in the meantime. Read it again and retry.',
    field: ['input', 'expectedVersion'],
    params: { version },
  });
}

export function lastAdministrator(field?: Field): DomainError {
  return new DomainError({
    reason: 'LAST_ADMIN',
    message: 'This is the last administrator who can sign in. Appoint another administrator first.',
    ...(field === undefined ? {} : { field }),
  });
}

/** Administrators do this to others only. */
export function selfTarget(field: Field): DomainError {
  return new DomainError({
    reason: 'SELF_TARGET_FORBIDDEN',
    message: 'This operation is not allowed on your own account. Ask another administrator.',
    field,
  });
}

export function illegalState(message: string, field: Field): DomainError {
  return new DomainError({ reason: 'ILLEGAL_STATE', message, field });
}

/** Returns the error of a subscription that cannot start or cannot continue. */
export function changesMissed(): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'Changes may have been missed. Subscribe again and reload the displayed data.',
    retryAfterSeconds: 1,
  });
}
