import { type Command, type Reader, textOption } from '../../shared/index.js';
import { chainStart } from './audit-chain.js';
import { readFilterOptions, readLinkOption, readNumberOption } from './audit-command-input.js';
import { exportOutput, tailOutput, verifyOutput } from './audit-command-output.js';
import type { AuditReader } from './audit-reader.js';
import type { AuditStore } from './audit-store.js';
import type { AuditVerifier } from './audit-verifier.js';

/** What the commands call. */
export interface AuditCommandDependencies {
  readonly store: AuditStore;
  readonly reader: Reader;
  readonly auditReader: AuditReader;
  readonly verifier: AuditVerifier;
}

/** Few enough for one answer of a running server, whatever the entries hold. */
const exportBatchSize = 200;

/** The commands `cordon audit ...`. */
export function createAuditCommands(dependencies: AuditCommandDependencies): readonly Command[] {
  return [tailCommand(dependencies), exportCommand(dependencies), verifyCommand(dependencies)];
}

function tailCommand({ auditReader }: AuditCommandDependencies): Command {
  return {
    name: 'audit tail',
    description: 'Show the end of the audit log, the newest entry last.',
    options: [
      { name: 'limit', value: 'number', description: 'How many, 1 to 100; 20 when left out.' },
      { name: 'before', value: 'cursor', description: 'Older ones: the olderCursor of --json.' },
      { name: 'action', value: 'name', description: 'Only this action, e.g. login.failed.' },
      { name: 'outcome', value: 'outcome', description: 'Only SUCCESS, FAILURE or DENIED.' },
      { name: 'actor', value: 'id', description: 'Only what the user with this id did.' },
      { name: 'subject', value: 'id', description: 'Only what was done to the user with this id.' },
      { name: 'address', value: 'ip', description: 'Only what came from this address.' },
    ],
    run: async (input) => {
      const page = { first: readNumberOption(input, 'limit', 20), after: textOption(input, 'before') };
      return tailOutput(await auditReader.listEvents(page, readFilterOptions(input)));
    },
  };
}

function exportCommand({ store, reader }: AuditCommandDependencies): Command {
  return {
    name: 'audit export',
    description: 'Print the whole audit log as JSON lines, oldest first.',
    options: [{ name: 'from', value: 'sequence', description: 'Begin with this entry.' }],
    run: async (input) => {
      const from = readNumberOption(input, 'from', 1);
      const entries = await store.entriesAfter(reader, from - 1, exportBatchSize);
      return exportOutput(entries, entries.length === exportBatchSize);
    },
  };
}

function verifyCommand({ verifier }: AuditCommandDependencies): Command {
  return {
    name: 'audit verify',
    description:
      'Check every entry of the audit log against its chain; the exit code is 1 when one was tampered with.',
    options: [
      {
        name: 'head',
        value: 'sequence:hash',
        description: 'A head printed earlier and kept elsewhere: it must still stand in the log.',
      },
      {
        name: 'from',
        value: 'sequence:hash',
        description: 'Check only what comes after this entry, which is taken for good.',
      },
    ],
    run: async (input) => {
      const kept = readLinkOption(input, 'head');
      const from = readLinkOption(input, 'from') ?? chainStart;
      return verifyOutput(await verifier.step(from, kept), textOption(input, 'head'));
    },
  };
}
