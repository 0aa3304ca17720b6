import { type Command, type CommandInput, textOption } from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { Administration } from './administration.js';
import {
  readInstant,
  readListOptions,
  readRoleOption,
  requiredArgument,
  resolveUserId,
} from './command-input.js';
import { linkOutput, pageOutput, userOutput } from './command-output.js';

const user = ['user'] as const;
const reason = {
  name: 'reason',
  value: 'text',
  description: 'The reason, for the audit log.',
  required: true,
} as const;

/**
 * The `cordon users` commands. They call the same service as the API, with the operator as actor. The
 * argument `user` is an id, a username or an email address.
 */
export function createUsersCommands(administration: Administration): readonly Command[] {
  return [
    listCommand(administration),
    createCommand(administration),
    ...commandsOnOne(administration),
    ...commandsWithReason(administration),
  ];
}

function targetOf(administration: Administration, input: CommandInput): Promise<string> {
  return resolveUserId(administration, requiredArgument(input, 'user'));
}

function commandsOnOne(administration: Administration): readonly Command[] {
  return [
    {
      name: 'users show',
      description: 'Show one user.',
      arguments: user,
      run: async (input) =>
        userOutput(await administration.find({ id: await targetOf(administration, input) })),
    },
    {
      name: 'users enable',
      description: 'Allow a disabled user to sign in again.',
      arguments: user,
      run: async (input) =>
        userOutput(await administration.enableUser(await targetOf(administration, input), cliActor)),
    },
    {
      name: 'users unlock',
      description: 'Clear the failed login attempts that temporarily lock a user out.',
      arguments: user,
      run: async (input) =>
        userOutput(await administration.unlockUser(await targetOf(administration, input), cliActor)),
    },
    {
      name: 'users reset-password',
      description: "Remove a user's password and print a one-time link for choosing a new one.",
      arguments: user,
      run: async (input) =>
        linkOutput(await administration.resetUserPassword(await targetOf(administration, input), cliActor)),
    },
  ];
}

function commandsWithReason(administration: Administration): readonly Command[] {
  const targetAndReason = async (
    input: CommandInput,
  ): Promise<{ readonly id: string; readonly reason: string }> => ({
    id: await targetOf(administration, input),
    reason: textOption(input, 'reason') ?? '',
  });
  return [
    {
      name: 'users disable',
      description: 'Prevent a user from signing in and end their sessions.',
      arguments: user,
      options: [
        reason,
        {
          name: 'until',
          value: 'time',
          description: 'The end of the disable, for example 2030-01-31T12:00:00Z.',
        },
      ],
      run: async (input) => {
        const until = readInstant(textOption(input, 'until'));
        return userOutput(
          await administration.disableUser({ ...(await targetAndReason(input)), until }, cliActor),
        );
      },
    },
    {
      name: 'users set-role',
      description: 'Assign a role to a user: USER, SUPPORT or ADMIN.',
      arguments: ['user', 'role'],
      options: [reason],
      run: async (input) => {
        const role = readRoleOption(requiredArgument(input, 'role'));
        return userOutput(
          await administration.setUserRole({ ...(await targetAndReason(input)), role }, cliActor),
        );
      },
    },
    {
      name: 'users delete',
      description:
        'Delete a user. Removes sessions, password and open links; the names become available again.',
      arguments: user,
      options: [reason],
      run: async (input) =>
        userOutput(await administration.deleteUser(await targetAndReason(input), cliActor)),
    },
  ];
}

function listCommand(administration: Administration): Command {
  return {
    name: 'users list',
    description: 'List users, newest first.',
    options: [
      {
        name: 'search',
        value: 'text',
        description: 'Only users whose username, email address or full name starts with this text.',
      },
      { name: 'role', value: 'role', description: 'Only users with this role: USER, SUPPORT or ADMIN.' },
      {
        name: 'status',
        value: 'status',
        description: 'Only users with this status: ACTIVE, INVITED, DISABLED or DELETED.',
      },
      { name: 'limit', value: 'number', description: 'The number of users, from 1 to 100. Default: 20.' },
      {
        name: 'after',
        value: 'cursor',
        description: 'Continue after this cursor, printed with the previous page.',
      },
    ],
    run: async (input) => pageOutput(await administration.list(readListOptions(input))),
  };
}

function createCommand(administration: Administration): Command {
  return {
    name: 'users create',
    description: 'Create a user with a password, or invite them with --invite.',
    options: [
      { name: 'username', value: 'name', description: 'The username to sign in with.', required: true },
      { name: 'email', value: 'address', description: 'The email address to sign in with.', required: true },
      { name: 'full-name', value: 'text', description: 'The full name of the user.' },
      { name: 'role', value: 'role', description: 'USER, SUPPORT or ADMIN. Default: USER.' },
      { name: 'email-verified', description: 'Mark the email address as verified.' },
      { name: 'keep-password', description: 'Do not require a password change at the first login.' },
      { name: 'invite', description: 'Print a one-time invitation link instead of asking for a password.' },
    ],
    secret: { prompt: 'Password', unlessOption: 'invite' },
    run: async (input) => {
      const role = textOption(input, 'role');
      const created = await administration.createUser(
        {
          username: textOption(input, 'username') ?? '',
          email: textOption(input, 'email') ?? '',
          fullName: textOption(input, 'full-name'),
          role: role === null ? 'USER' : readRoleOption(role),
          emailVerified: input.options['email-verified'] === true,
          mustChangePassword: input.options['keep-password'] !== true,
          // An empty password is rejected as too short; only --invite creates a user without one.
          password: input.options['invite'] === true ? null : (input.secret ?? ''),
        },
        cliActor,
      );
      return linkOutput({ user: created.user, link: created.invitationLink });
    },
  };
}
