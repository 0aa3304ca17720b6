import { auditCommandDeclarations } from './modules/audit/audit-command-declarations.js';
import { invitationsCommandDeclarations } from './modules/invitations/invitations-command-declarations.js';
import { keysCommandDeclarations } from './modules/keys/keys-command-declarations.js';
import { sessionsCommandDeclarations } from './modules/sessions/sessions-command-declarations.js';
import { usersCommandDeclarations } from './modules/users/users-command-declarations.js';
import type { CommandDeclaration } from './shared/index.js';
import { migrationCommandDeclarations } from './transports/cli/process-command-declarations.js';

/**
 * The commands that need the database. They run in the server of this configuration when one is reachable on
 * this machine, else in the process of the command. Declarations are plain data, so parsing a command line
 * and printing help load no module.
 */
export const databaseCommandDeclarations: readonly CommandDeclaration[] = [
  migrationCommandDeclarations,
  keysCommandDeclarations,
  usersCommandDeclarations,
  sessionsCommandDeclarations,
  invitationsCommandDeclarations,
  auditCommandDeclarations,
].flatMap((declarations) => Object.values<CommandDeclaration>(declarations));
