import type { CommandDeclarations } from '../../shared/index.js';

/** The commands about sessions. */
export const sessionsCommandDeclarations: CommandDeclarations<'revoke'> = {
  revoke: {
    name: 'users revoke-sessions',
    description: 'Revoke all sessions of a user; every device has to log in again.',
    arguments: ['user'],
  },
};
