import { type CommandDeclarations, type CommandInput, integerOption } from '../../shared/index.js';

/** Returns the longest time for one check in milliseconds. Throws INVALID_INPUT. */
export const readTarget = (input: CommandInput): number =>
  integerOption(input, 'target', { min: 50, max: 5000 }) ?? 250;

/** The commands `cordon password ...`. They store nothing and need a database only when --user is given. */
export const passwordsCommandDeclarations: CommandDeclarations<'check' | 'calibrate'> = {
  check: {
    name: 'password check',
    description: 'Check a password against the password policy. Exits with 1 when it is rejected.',
    options: [
      { name: 'user', value: 'user', description: 'The user: an id, a username or an email address.' },
      { name: 'username', value: 'name', description: 'A username that the password must not contain.' },
      { name: 'email', value: 'address', description: 'An address that the password must not contain.' },
      { name: 'full-name', value: 'text', description: 'A name that the password must not contain.' },
    ],
    secret: { prompt: 'Password' },
  },
  calibrate: {
    name: 'password calibrate',
    description: 'Measure bcrypt on this machine and recommend a CORDON_BCRYPT_COST.',
    options: [
      {
        name: 'target',
        value: 'milliseconds',
        description: 'The longest time for one password check, 50 to 5000 (default 250).',
        check: readTarget,
      },
    ],
  },
};
