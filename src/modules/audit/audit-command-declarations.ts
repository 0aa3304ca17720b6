import { type CommandDeclarations, type CommandInput, integerOption, pageSizes } from '../../shared/index.js';
import { readLinkOption, readOutcome } from './audit-command-input.js';

/** Returns the number of entries of `audit tail`. Throws INVALID_INPUT. */
export const readTailLimit = (input: CommandInput): number =>
  integerOption(input, 'limit', { min: 1, max: pageSizes.maximum }) ?? pageSizes.default;

/** Returns the first entry of `audit export`. Throws INVALID_INPUT. */
export const readExportStart = (input: CommandInput): number => integerOption(input, 'from', { min: 1 }) ?? 1;

/** The commands `cordon audit ...`. */
export const auditCommandDeclarations: CommandDeclarations<'tail' | 'export' | 'verify'> = {
  tail: {
    name: 'audit tail',
    description: 'Show the latest entries of the audit log, newest last.',
    options: [
      {
        name: 'limit',
        value: 'number',
        description: 'The number of entries, 1 to 100 (default 20).',
        check: readTailLimit,
      },
      {
        name: 'before',
        value: 'cursor',
        description: 'Only entries before this cursor (olderCursor of --json).',
      },
      { name: 'action', value: 'name', description: 'Only this action, for example login.failed.' },
      {
        name: 'outcome',
        value: 'outcome',
        description: 'Only SUCCESS, FAILURE or DENIED.',
        check: readOutcome,
      },
      { name: 'actor', value: 'id', description: 'Only actions of the user with this id.' },
      { name: 'subject', value: 'id', description: 'Only actions on the user with this id.' },
      { name: 'address', value: 'ip', description: 'Only requests from this IP address.' },
    ],
  },
  export: {
    name: 'audit export',
    description: 'Print the whole audit log as JSON lines, oldest first.',
    options: [
      { name: 'from', value: 'sequence', description: 'Start with this entry.', check: readExportStart },
    ],
  },
  verify: {
    name: 'audit verify',
    description: 'Verify the hash chain of the audit log. Exits with 1 when an entry was tampered with.',
    options: [
      {
        name: 'head',
        value: 'sequence:hash',
        description: 'A head printed by an earlier run; it must still be part of the log.',
        check: (input) => readLinkOption(input, 'head'),
      },
      {
        name: 'from',
        value: 'sequence:hash',
        description: 'Verify only entries after this one, which is trusted.',
        check: (input) => readLinkOption(input, 'from'),
      },
    ],
  },
};
