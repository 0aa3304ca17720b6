import { DomainError, type Refusal } from '../../shared/index.js';

/** INVALID_INPUT: the setup link creates a user and needs their names. */
export function missingForSetup(field: 'username' | 'email'): Refusal {
  return {
    reason: 'INVALID_INPUT',
    message: `The setup of the first administrator requires ${field === 'email' ? 'an email address' : 'a username'}.`,
    field: ['input', field],
  };
}

/** INVALID_INPUT: an invited user already has a username and an email address. */
export function notForInvitation(field: 'username' | 'email'): Refusal {
  return {
    reason: 'INVALID_INPUT',
    message: `The ${field} of an invited user is already set. Omit it.`,
    field: ['input', field],
  };
}

/** ILLEGAL_STATE: there already is an administrator. */
export function administratorExists(): DomainError {
  return new DomainError({
    reason: 'ILLEGAL_STATE',
    message: 'An administrator already exists. If you are locked out, use "cordon admin recover".',
  });
}

/** INVALID_INPUT: neither a password nor --invite was given. */
export function passwordMissing(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'A password is required: use --password-stdin, or --invite for a one-time link.',
    field: ['input', 'password'],
  });
}
