import type { CommandDeclarations } from '../../shared/index.js';

/** The commands `cordon audit ...`. */
export const auditCommandDeclarations: CommandDeclarations<'tail' | 'export' | 'verify'> = {
  tail: {
    name: 'audit tail',
    description: 'Show the latest entries of the audit log, newest last.',
    options: [
      { name: 'limit', value: 'number', description: 'The number of entries, 1 to 100 (default 20).' },
      {
        name: 'before',
        value: 'cursor',
        description: 'Only entries before this cursor (olderCursor of --json).',
      },
      { name: 'action', value: 'name', description: 'Only this action, for example login.failed.' },
      { name: 'outcome', value: 'outcome', description: 'Only SUCCESS, FAILURE or DENIED.' },
      { name: 'actor', value: 'id', description: 'Only actions of the user with this id.' },
      { name: 'subject', value: 'id', description: 'Only actions on the user with this id.' },
      { name: 'address', value: 'ip', description: 'Only requests from this IP address.' },
    ],
  },
  export: {
    name: 'audit export',
    description: 'Print the whole audit log as JSON lines, oldest first.',
    options: [{ name: 'from', value: 'sequence', description: 'Start with this entry.' }],
  },
  verify: {
    name: 'audit verify',
    description: 'Verify the hash chain of the audit log. Exits with 1 when an entry was tampered with.',
    options: [
      {
        name: 'head',
        value: 'sequence:hash',
        description: 'A head printed by an earlier run; it must still be part of the log.',
      },
      {
        name: 'from',
        value: 'sequence:hash',
        description: 'Verify only entries after this one, which is trusted.',
      },
    ],
  },
};
