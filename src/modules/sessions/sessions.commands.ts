import {
  argumentOf,
  bindCommands,
  type Command,
  type CommandOutput,
  requiredTextOption,
} from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { SessionAdministration } from './session-administration.js';
import { sessionsCommandDeclarations } from './sessions-command-declarations.js';

export function sessionsCommands(administration: SessionAdministration): readonly Command[] {
  return bindCommands(sessionsCommandDeclarations, {
    revoke: async (input) => {
      const revokedSessions = await administration.revokeSessionsByIdentifier(
        cliActor,
        argumentOf(input, 'user'),
      );
      return revokedOutput(revokedSessions);
    },
    endAll: async (input) =>
      revokedOutput(await administration.endAllSessions(cliActor, requiredTextOption(input, 'reason'))),
  });
}

function revokedOutput(revokedSessions: number): CommandOutput {
  return {
    data: { revokedSessions },
    text: `Revoked ${revokedSessions} ${revokedSessions === 1 ? 'session' : 'sessions'}.`,
  };
}
