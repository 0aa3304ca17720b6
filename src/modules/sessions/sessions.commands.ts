import type { Command } from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { SessionAdministration } from './session-administration.js';

/** The operator's commands about sessions; they refuse as the service does. */
export function sessionsCommands(administration: SessionAdministration): readonly Command[] {
  return [
    {
      name: 'users revoke-sessions',
      description: 'Ends all sessions of a user; every device has to sign in again.',
      arguments: ['user'],
      run: async ({ arguments: { user = '' } }) => {
        const revokedSessions = await administration.revokeByName(cliActor, user);
        return {
          data: { revokedSessions },
          text: `Ended ${revokedSessions} ${revokedSessions === 1 ? 'session' : 'sessions'}.`,
        };
      },
    },
  ];
}
