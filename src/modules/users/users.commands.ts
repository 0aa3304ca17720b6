import {
  argumentOf,
  bindCommands,
  type Command,
  type CommandInput,
  choiceOption,
  flagOption,
  requiredTextOption,
  textOption,
} from '../../shared/index.js';
import { cliActor, type Roles } from '../access/index.js';
import type { Administration } from './administration.js';
import type { EraseUser } from './erase-user.js';
import type { ExportUsers } from './export-users.js';
import type { ImportUsers } from './import-users.js';
import { usersCommandDeclarations } from './users-command-declarations.js';
import { readListOptions, readRoleArgument, readUntil, resolveUserId } from './users-command-input.js';
import { linkOutput, pageOutput, userOutput } from './users-command-output.js';
import { continuation, exportOutput, importOutput, importSummary } from './users-transfer-output.js';

/** The handlers of `cordon users ...`: the service of the GraphQL API, with the operator as the actor. */
export function createUsersCommands({
  roles,
  administration,
  eraser,
  importUsers,
  exportUsers,
}: {
  readonly roles: Roles;
  readonly administration: Administration;
  readonly eraser: Pick<EraseUser, 'eraseUser'>;
  readonly importUsers: ImportUsers;
  readonly exportUsers: ExportUsers;
}): readonly Command[] {
  const userId = (input: CommandInput): Promise<string> =>
    resolveUserId(administration, argumentOf(input, 'user'));
  const userIdAndReason = async (
    input: CommandInput,
  ): Promise<{ readonly id: string; readonly reason: string }> => ({
    id: await userId(input),
    reason: requiredTextOption(input, 'reason'),
  });
  return bindCommands(usersCommandDeclarations, {
    list: async (input) => pageOutput(await administration.list(readListOptions(input, roles))),
    create: async (input) => {
      const { user, invitationLink } = await administration.createUser(readNewUser(input, roles), cliActor);
      return linkOutput({ user, link: invitationLink });
    },
    show: async (input) => userOutput(await administration.find({ id: await userId(input) })),
    enable: async (input) => userOutput(await administration.enableUser(await userId(input), cliActor)),
    unlock: async (input) => userOutput(await administration.unlockUser(await userId(input), cliActor)),
    resetPassword: async (input) =>
      linkOutput(
        await administration.resetUserPassword(await userId(input), cliActor, {
          sendMail: flagOption(input, 'send-mail'),
        }),
      ),
    disable: async (input) => {
      const until = readUntil(input);
      return userOutput(
        await administration.disableUser({ ...(await userIdAndReason(input)), until }, cliActor),
      );
    },
    setRole: async (input) => {
      const role = readRoleArgument(input, roles);
      return userOutput(
        await administration.setUserRole({ ...(await userIdAndReason(input)), role }, cliActor),
      );
    },
    delete: async (input) =>
      userOutput(await administration.deleteUser(await userIdAndReason(input), cliActor)),
    erase: async (input) => {
      const id = await userId(input);
      await eraser.eraseUser(id, cliActor);
      return { data: { id }, text: `Erased user ${id}.` };
    },
    import: async (input) => {
      const { records = [] } = input;
      const importId = textOption(input, continuation);
      const progress = await importUsers({ records, importId, dryRun: flagOption(input, 'dry-run') });
      return records.length === 0 ? importSummary(progress) : importOutput(progress);
    },
    export: async (input) => exportOutput(await exportUsers(textOption(input, continuation))),
  });
}

function readNewUser(input: CommandInput, roles: Roles): Parameters<Administration['createUser']>[0] {
  return {
    username: requiredTextOption(input, 'username'),
    email: requiredTextOption(input, 'email'),
    fullName: textOption(input, 'full-name'),
    role: choiceOption(input, 'role', roles.names) ?? 'USER',
    emailVerified: flagOption(input, 'email-verified'),
    mustChangePassword: !flagOption(input, 'keep-password'),
    // An empty password is rejected by the password rules; only --invite means "no password".
    password: flagOption(input, 'invite') ? null : (input.secret ?? ''),
  };
}
