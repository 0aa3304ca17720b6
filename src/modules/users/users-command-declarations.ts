import { type CommandDeclarations, type CommandOption, rolesOption } from '../../shared/index.js';
import { readLimit, readStatus, readUntil } from './users-command-input.js';

type UsersCommandKey =
  | 'list'
  | 'create'
  | 'show'
  | 'enable'
  | 'unlock'
  | 'resetPassword'
  | 'disable'
  | 'setRole'
  | 'delete'
  | 'erase'
  | 'import'
  | 'export';

const user = ['user'];
const reason: CommandOption = {
  name: 'reason',
  value: 'text',
  description: 'The reason, for the audit log.',
  required: true,
};

/** The commands `cordon users ...`. The argument `user` is an id, a username or an email address. */
export const usersCommandDeclarations: CommandDeclarations<UsersCommandKey> = {
  list: {
    name: 'users list',
    description: 'List users, newest first.',
    options: [
      {
        name: 'search',
        value: 'text',
        description: 'Only users whose username, email address or full name starts with this text.',
      },
      {
        name: 'role',
        value: 'role',
        description: 'Only this role: USER, SUPPORT, ADMIN or one of the project.',
      },
      rolesOption,
      {
        name: 'status',
        value: 'status',
        description: 'Only ACTIVE, INVITED, PENDING_VERIFICATION, DISABLED or DELETED users.',
        check: readStatus,
      },
      {
        name: 'limit',
        value: 'number',
        description: 'The page size, 1 to 100 (default 20).',
        check: readLimit,
      },
      { name: 'after', value: 'cursor', description: 'The cursor printed at the end of the previous page.' },
    ],
  },
  create: {
    name: 'users create',
    description: 'Create a user with a password, or invite one with --invite.',
    options: [
      { name: 'username', value: 'name', description: 'The username.', required: true },
      { name: 'email', value: 'address', description: 'The email address.', required: true },
      { name: 'full-name', value: 'text', description: 'The full name.' },
      { name: 'role', value: 'role', description: 'USER (default), SUPPORT, ADMIN or one of the project.' },
      rolesOption,
      { name: 'email-verified', description: 'Mark the email address as verified.' },
      { name: 'keep-password', description: 'Do not require a new password at the first login.' },
      { name: 'invite', description: 'Print a one-time link instead of setting a password.' },
    ],
    secret: { prompt: 'Password', unlessOption: 'invite' },
  },
  show: { name: 'users show', description: 'Show one user.', arguments: user },
  enable: { name: 'users enable', description: 'Enable a disabled user.', arguments: user },
  unlock: {
    name: 'users unlock',
    description: 'Clear the failed login attempts of a user, so that the next attempt is not delayed.',
    arguments: user,
  },
  resetPassword: {
    name: 'users reset-password',
    description: 'Remove the password of a user and print a one-time link to choose a new one.',
    arguments: user,
    options: [{ name: 'send-mail', description: 'Mail the link to the user instead of printing it.' }],
  },
  disable: {
    name: 'users disable',
    description: 'Disable a user and revoke all of their sessions.',
    arguments: user,
    options: [
      reason,
      {
        name: 'until',
        value: 'time',
        description: 'When the user is enabled again: 2030-01-31T12:00:00Z.',
        check: readUntil,
      },
    ],
  },
  setRole: {
    name: 'users set-role',
    description: 'Set the role of a user: USER, SUPPORT, ADMIN or a role of the project.',
    arguments: ['user', 'role'],
    options: [reason, rolesOption],
  },
  delete: {
    name: 'users delete',
    description: 'Delete a user with their sessions, password and one-time links. Frees the names.',
    arguments: user,
    options: [reason],
  },
  erase: {
    name: 'users erase',
    description:
      'Remove a deleted user, given by id, for good, with everything in the audit log that names them.',
    arguments: user,
  },
  import: {
    name: 'users import',
    description: 'Import users, with their password hashes, from a file of JSON lines or CSV (name.csv).',
    arguments: ['file'],
    options: [{ name: 'dry-run', description: 'Check every record, and change nothing.' }, rolesOption],
    recordsArgument: 'file',
  },
  export: {
    name: 'users export',
    description: 'Print all users, without passwords, as JSON lines that `users import` reads.',
  },
};
