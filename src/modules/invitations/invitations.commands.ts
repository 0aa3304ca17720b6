import {
  type Command,
  type CommandInput,
  type CommandOutput,
  flagOption,
  requiredTextOption,
  textOption,
} from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { FirstAdministrator, FirstAdministratorCredential } from './first-administrator.js';
import { passwordMissing } from './invitations-errors.js';
import type { RecoverAdministrator } from './recover-administrator.js';

/** The module's commands: the ways in that need a hold of the machine instead of an account. */
export function createInvitationsCommands(
  firstAdministrator: FirstAdministrator,
  recover: RecoverAdministrator,
): readonly Command[] {
  return [
    {
      name: 'admin create',
      description: 'Makes the first administrator; refused as soon as there is one.',
      options: [
        { name: 'username', value: 'text', required: true, description: 'the name to sign in with' },
        { name: 'email', value: 'address', required: true, description: 'the address to sign in with' },
        { name: 'full-name', value: 'text', description: 'what to call the user' },
        { name: 'invite', description: 'print a one-time link instead of asking for a password' },
      ],
      secret: { prompt: 'Password of the administrator', unlessOption: 'invite' },
      run: (input) => createFirst(firstAdministrator, input),
    },
    {
      name: 'admin recover',
      description:
        'For an operator locked out: makes a user an enabled administrator, ends their sessions, prints a one-time link to choose a password.',
      options: [
        { name: 'username', value: 'text', required: true, description: 'username or email of the user' },
      ],
      run: async (input) => {
        const { user, link } = await recover(requiredTextOption(input, 'username'));
        return {
          data: { id: user.id, username: user.username, role: user.role, link },
          text: `${user.username} is an administrator. Choose a password within an hour at:\n${link}`,
        };
      },
    },
  ];
}

async function createFirst(
  firstAdministrator: FirstAdministrator,
  input: CommandInput,
): Promise<CommandOutput> {
  const names = {
    username: requiredTextOption(input, 'username'),
    email: requiredTextOption(input, 'email'),
    fullName: textOption(input, 'full-name'),
  };
  const credential = credentialFrom(flagOption(input, 'invite'), input.secret);
  const { user, invitationLink } = await firstAdministrator.create(names, credential, cliActor);
  const data = { id: user.id, username: user.username, email: user.email, role: user.role, invitationLink };
  if (invitationLink === null) return { data, text: `${user.username} is the first administrator.` };
  return {
    data,
    text: `${user.username} is the first administrator. Choose a password within 7 days at:\n${invitationLink}`,
  };
}

function credentialFrom(invites: boolean, secret: string | null): FirstAdministratorCredential {
  if (invites) return { kind: 'INVITATION' };
  if (secret === null) throw passwordMissing();
  return { kind: 'PASSWORD', password: secret, mustChange: false };
}
