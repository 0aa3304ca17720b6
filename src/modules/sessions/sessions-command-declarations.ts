import type { CommandDeclarations } from '../../shared/index.js';

/** The commands about sessions. */
export const sessionsCommandDeclarations: CommandDeclarations<'revoke' | 'endAll'> = {
  revoke: {
    name: 'users revoke-sessions',
    description: 'Revoke all sessions of a user; every device has to log in again.',
    arguments: ['user'],
  },
  endAll: {
    name: 'sessions end-all',
    description:
      'End all sessions of all users, after a leak or a restored backup; everyone has to log in again.',
    options: [
      { name: 'reason', value: 'text', description: 'The reason, for the audit log.', required: true },
    ],
  },
};
