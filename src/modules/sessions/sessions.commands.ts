import { argumentOf, bindCommands, type Command } from '../../shared/index.js';
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
      return {
        data: { revokedSessions },
        text: `Revoked ${revokedSessions} ${revokedSessions === 1 ? 'session' : 'sessions'}.`,
      };
    },
  });
}
