import { DomainError, type Refusal } from '../../shared/index.js';

/** INVALID_INPUT: the setup link makes a user, so it has to be told who they are. */
export function missingForSetup(field: 'username' | 'email'): Refusal {
  return {
    reason: 'INVALID_INPUT',
    message: `The setup of the first administrator needs ${field === 'email' ? 'an email' : 'a username'}.`,
    field: ['input', field],
  };
}

/** INVALID_INPUT: an invitation is for somebody whose names stand already. */
export function notForInvitation(field: 'username' | 'email'): Refusal {
  return {
    reason: 'INVALID_INPUT',
    message: `The ${field} of an invitation stands already; leave it out.`,
    field: ['input', field],
  };
}

/** TOKEN_INVALID: what it was for has happened or is gone; said in the words that any other bad token gets. */
export function tokenInvalid(): DomainError {
  return new DomainError({
    reason: 'TOKEN_INVALID',
    message: 'This link or token is not valid. It may have been used already, or replaced by a newer one.',
    field: ['input', 'token'],
  });
}

/** ILLEGAL_STATE: there is an administrator, so nobody can become the first. */
export function administratorExists(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: 'There is an administrator already. Locked out? Use "cordon admin recover".',
  });
}

/** USER_NOT_FOUND: no living user has that username or email. */
export function userNotFound(): DomainError {
  return new DomainError({ reason: 'USER_NOT_FOUND', message: 'There is no such user.' });
}

/** INVALID_INPUT: a command was given neither a password nor the wish to invite. */
export function passwordMissing(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'Give a password with --password-stdin, or use --invite for a one-time link.',
    field: ['input', 'password'],
  });
}
