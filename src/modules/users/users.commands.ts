import {
  argumentOf,
  type Command,
  type CommandInput,
  choiceOption,
  flagOption,
  instantOption,
  requiredTextOption,
  textOption,
} from '../../shared/index.js';
import { cliActor, roles } from '../access/index.js';
import type { Administration } from './administration.js';
import { readListOptions, readRoleArgument, resolveUserId } from './command-input.js';
import { linkOutput, pageOutput, userOutput } from './command-output.js';

const user = ['user'] as const;
const reason = {
  name: 'reason',
  value: 'text',
  description: 'Why, for the record.',
  required: true,
} as const;

/** The commands `cordon users ...`: the same service as the API's, acting as the operator. `user` is an id, a username or an address. */
export function createUsersCommands(administration: Administration): readonly Command[] {
  return [
    listCommand(administration),
    createCommand(administration),
    ...commandsOnOne(administration),
    ...commandsWithReason(administration),
  ];
}

function targetOf(administration: Administration, input: CommandInput): Promise<string> {
  return resolveUserId(administration, argumentOf(input, 'user'));
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
      description: 'Let a disabled user sign in again.',
      arguments: user,
      run: async (input) =>
        userOutput(await administration.enableUser(await targetOf(administration, input), cliActor)),
    },
    {
      name: 'users unlock',
      description: 'Forget the failed attempts that keep a user from signing in for a while.',
      arguments: user,
      run: async (input) =>
        userOutput(await administration.unlockUser(await targetOf(administration, input), cliActor)),
    },
    {
      name: 'users reset-password',
      description: "Take a user's password away and print a one-time link to choose another.",
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
    reason: requiredTextOption(input, 'reason'),
  });
  return [
    {
      name: 'users disable',
      description: 'Keep a user from signing in and end their sessions.',
      arguments: user,
      options: [
        reason,
        { name: 'until', value: 'time', description: 'When the disable ends, such as 2030-01-31T12:00:00Z.' },
      ],
      run: async (input) => {
        const until = instantOption(input, 'until');
        return userOutput(
          await administration.disableUser({ ...(await targetAndReason(input)), until }, cliActor),
        );
      },
    },
    {
      name: 'users set-role',
      description: 'Give a user another role: USER, SUPPORT or ADMIN.',
      arguments: ['user', 'role'],
      options: [reason],
      run: async (input) => {
        const role = readRoleArgument(input);
        return userOutput(
          await administration.setUserRole({ ...(await targetAndReason(input)), role }, cliActor),
        );
      },
    },
    {
      name: 'users delete',
      description: 'Delete a user: sessions, password and open links go, and the names are free again.',
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
    description: 'List users, the newest first.',
    options: [
      { name: 'search', value: 'text', description: 'Only whose username, address or full name begins so.' },
      { name: 'role', value: 'role', description: 'Only USER, SUPPORT or ADMIN.' },
      { name: 'status', value: 'status', description: 'Only ACTIVE, INVITED, DISABLED or DELETED.' },
      { name: 'limit', value: 'number', description: 'How many, 1 to 100; 20 when left out.' },
      {
        name: 'after',
        value: 'cursor',
        description: 'Goes on after the cursor that the last page ended with.',
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
      { name: 'username', value: 'name', description: 'The name to sign in with.', required: true },
      { name: 'email', value: 'address', description: 'The address to sign in with.', required: true },
      { name: 'full-name', value: 'text', description: 'What to call the user.' },
      { name: 'role', value: 'role', description: 'USER (when left out), SUPPORT or ADMIN.' },
      { name: 'email-verified', description: 'The address is known to be theirs.' },
      { name: 'keep-password', description: 'Do not ask for another password at the first login.' },
      { name: 'invite', description: 'Print a one-time link instead of asking for a password.' },
    ],
    secret: { prompt: 'Password', unlessOption: 'invite' },
    run: async (input) => {
      const created = await administration.createUser(
        {
          username: requiredTextOption(input, 'username'),
          email: requiredTextOption(input, 'email'),
          fullName: textOption(input, 'full-name'),
          role: choiceOption(input, 'role', roles) ?? 'USER',
          emailVerified: flagOption(input, 'email-verified'),
          mustChangePassword: !flagOption(input, 'keep-password'),
          // An empty password is a password, and refused as one; only --invite means none.
          password: flagOption(input, 'invite') ? null : (input.secret ?? ''),
        },
        cliActor,
      );
      return linkOutput({ user: created.user, link: created.invitationLink });
    },
  };
}
