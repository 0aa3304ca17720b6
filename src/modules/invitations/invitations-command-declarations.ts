import type { CommandDeclarations } from '../../shared/index.js';

/** The commands `cordon admin ...`: they need access to the machine instead of an account. */
export const invitationsCommandDeclarations: CommandDeclarations<'createAdmin' | 'recoverAdmin'> = {
  createAdmin: {
    name: 'admin create',
    description: 'Create the first administrator. Rejected when an administrator exists.',
    options: [
      { name: 'username', value: 'text', required: true, description: 'The username.' },
      { name: 'email', value: 'address', required: true, description: 'The email address.' },
      { name: 'full-name', value: 'text', description: 'The full name.' },
      { name: 'invite', description: 'Print a one-time link instead of setting a password.' },
    ],
    secret: { prompt: 'Password of the administrator', unlessOption: 'invite' },
  },
  recoverAdmin: {
    name: 'admin recover',
    description:
      'Restore access: make a user an enabled administrator, revoke their sessions and print a one-time link to choose a password.',
    options: [
      { name: 'username', value: 'text', required: true, description: 'The username or email address.' },
    ],
  },
};
