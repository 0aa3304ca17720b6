import type { Command, CommandInput, CommandOutput } from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { FirstAdministrator, FirstAdministratorCredential } from './first-administrator.js';
import { passwordMissing } from './invitations-errors.js';
import type { RecoverAdministrator } from './recover-administrator.js';

/** Commands that require access to the machine instead of an account. */
export function createInvitationsCommands(
  firstAdministrator: FirstAdministrator,
  recover: RecoverAdministrator,
): readonly Command[] {
  return [
    {
      name: 'admin create',
      description: 'Create the first administrator. Fails when an administrator exists.',
      options: [
        { name: 'username', value: 'text', required: true, description: 'The username to sign in with.' },
        {
          name: 'email',
          value: 'address',
          required: true,
          description: 'The email address to sign in with.',
        },
        { name: 'full-name', value: 'text', description: 'The full name of the user.' },
        { name: 'invite', description: 'Print a one-time link instead of asking for a password.' },
      ],
      secret: { prompt: 'Password of the administrator', unlessOption: 'invite' },
      run: (input) => createFirst(firstAdministrator, input),
    },
    {
      name: 'admin recover',
      description:
        'Recover access for an operator who is locked out: make a user an enabled administrator, end their sessions and print a one-time link for choosing a password.',
      options: [
        {
          name: 'username',
          value: 'text',
          required: true,
          description: 'The username or email address of the user.',
        },
      ],
      run: async ({ options }) => {
        const { user, link } = await recover(text(options['username']) ?? '');
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
  { options, secret }: CommandInput,
): Promise<CommandOutput> {
  const names = {
    username: text(options['username']) ?? '',
    email: text(options['email']) ?? '',
    fullName: text(options['full-name']),
  };
  const credential = credentialFrom(options['invite'] === true, secret);
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

function text(option: string | true | undefined): string | null {
  return typeof option === 'string' ? option : null;
}
