import { DomainError, type Refusal } from '../../shared/index.js';
import { emailMaxLength } from './email-addresses.js';
import { textLimits } from './text-fields.js';
import { usernameLimits } from './usernames.js';

/** Where in an operation's arguments the fault lies. */
export type Field = readonly string[];

/** Nobody has this id, or only somebody whom the operation cannot touch. */
export function userNotFound(field?: Field): DomainError {
  const refusal = { reason: 'USER_NOT_FOUND', message: 'There is no such user.' } as const;
  return new DomainError(field === undefined ? refusal : { ...refusal, field });
}

/** Somebody living has this username. */
export const usernameTaken: Refusal = {
  reason: 'USERNAME_TAKEN',
  message: 'This username is taken.',
  field: ['input', 'username'],
};

/** Somebody living has this email address. */
export const emailTaken: Refusal = {
  reason: 'EMAIL_TAKEN',
  message: 'This email address is taken.',
  field: ['input', 'email'],
};

/** The text cannot be a username. */
export const usernameInvalid: Refusal = {
  reason: 'USERNAME_INVALID',
  message:
    'A username has 2 to 64 letters or digits, and inside also dots, hyphens and underscores, in one alphabet.',
  field: ['input', 'username'],
  params: usernameLimits,
};

/** The text cannot be an email address. */
export const emailInvalid: Refusal = {
  reason: 'EMAIL_INVALID',
  message: 'This is not an email address of the form name@example.com.',
  field: ['input', 'email'],
  params: { maxLength: emailMaxLength },
};

/** The text cannot be a full name. */
export const fullNameInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'A full name is one line of printable text; null clears it.',
  field: ['input', 'fullName'],
  params: { maxLength: textLimits.fullName },
};

/** The text is no language tag. */
export const localeInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'A locale is a language tag such as "en" or "pt-BR" (BCP 47).',
  field: ['input', 'locale'],
};

/** The metadata is no JSON object that can be stored. */
export const metadataInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'Metadata is a JSON object of at most 16 KiB without NUL characters.',
  field: ['input', 'metadata'],
  params: { maxBytes: textLimits.metadataBytes },
};

/** emailVerified was given as null. */
export const emailVerifiedInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'This is true or false; it cannot be cleared.',
  field: ['input', 'emailVerified'],
};

/** The reason given for an act is empty, too long, or not printable. */
export const reasonInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'A reason is one line of printable text.',
  field: ['input', 'reason'],
  params: { maxLength: textLimits.reason },
};

/** The end of a disable does not lie ahead. */
export const untilInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'The end of a disable lies in the future; leave it out for a disable without an end.',
  field: ['input', 'until'],
};

/** The idempotency key is empty, too long, or not printable. */
export const idempotencyKeyInvalid: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'An idempotency key has 1 to 255 printable characters.',
  field: ['input', 'idempotencyKey'],
  params: { maxLength: 255 },
};

/** The same key came with other input less than 24 hours ago. */
export function idempotencyKeyReused(): DomainError {
  return new DomainError({
    reason: 'IDEMPOTENCY_KEY_REUSED',
    message: 'This idempotency key was used with other input within the last 24 hours.',
    field: ['input', 'idempotencyKey'],
  });
}

/** Somebody changed the user since the caller read it. */
export function versionConflict(version: number): DomainError {
  return new DomainError({
    reason: 'VERSION_CONFLICT',
    message: 'The user has changed since: read it again and repeat the change.',
    field: ['input', 'expectedVersion'],
    params: { version },
  });
}

/** The change would leave nobody who can administer. */
export function lastAdministrator(field: Field): DomainError {
  return new DomainError({
    reason: 'LAST_ADMIN',
    message: 'This is the last administrator who can sign in: appoint another one first.',
    field,
  });
}

/** Nobody promotes, demotes, disables or deletes themselves. */
export function selfTarget(field: Field): DomainError {
  return new DomainError({
    reason: 'SELF_TARGET_FORBIDDEN',
    message: 'Nobody can do this to themselves: ask another administrator.',
    field,
  });
}

/** The user is not in the state that the operation needs. */
export function illegalState(message: string, field: Field): DomainError {
  return new DomainError({ reason: 'ILLEGAL_STATE', message, field });
}
