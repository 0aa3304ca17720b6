import {
  bindCommands,
  type Command,
  type CommandInput,
  type CommandOutput,
  flagOption,
  requiredTextOption,
  textOption,
} from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { FirstAdministrator, FirstAdministratorCredential } from './first-administrator.js';
import { invitationsCommandDeclarations } from './invitations-command-declarations.js';
import { passwordMissing } from './invitations-errors.js';
import type { RecoverAdministrator } from './recover-administrator.js';

/** The handlers of `cordon admin ...`. */
export function createInvitationsCommands(
  firstAdministrator: FirstAdministrator,
  recover: RecoverAdministrator,
): readonly Command[] {
  return bindCommands(invitationsCommandDeclarations, {
    createAdmin: (input) => createFirst(firstAdministrator, input),
    recoverAdmin: async (input) => {
      const { user, link } = await recover(requiredTextOption(input, 'username'));
      return {
        data: { id: user.id, username: user.username, role: user.role, link },
        text: `${user.username} is an administrator. Choose a password within one hour at:\n${link}`,
      };
    },
  });
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
