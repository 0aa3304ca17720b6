import { type Command, type Reader, textOption } from '../../shared/index.js';
import { chainStart } from './audit-chain.js';
import { readFilterOptions, readLinkOption, readNumberOption } from './audit-command-input.js';
import { exportOutput, tailOutput, verifyOutput } from './audit-command-output.js';
import type { AuditReader } from './audit-reader.js';
import type { AuditStore } from './audit-store.js';
import type { AuditVerifier } from './audit-verifier.js';

export interface AuditCommandDependencies {
  readonly store: AuditStore;
  readonly reader: Reader;
  readonly auditReader: AuditReader;
  readonly verifier: AuditVerifier;
}

/** Small enough for one response of the control socket, whatever the entries hold. */
const exportBatchSize = 200;

export function createAuditCommands(dependencies: AuditCommandDependencies): readonly Command[] {
  return [tailCommand(dependencies), exportCommand(dependencies), verifyCommand(dependencies)];
}

function tailCommand({ auditReader }: AuditCommandDependencies): Command {
  return {
    name: 'audit tail',
    description: 'Show the latest entries of the audit log, the newest last.',
    options: [
      { name: 'limit', value: 'number', description: 'Number of entries, 1 to 100. Default: 20.' },
      { name: 'before', value: 'cursor', description: 'Show older entries: the olderCursor of --json.' },
      { name: 'action', value: 'name', description: 'Only this action, for example login.failed.' },
      { name: 'outcome', value: 'outcome', description: 'Only this outcome: SUCCESS, FAILURE or DENIED.' },
      { name: 'actor', value: 'id', description: 'Only actions of the user with this id.' },
      { name: 'subject', value: 'id', description: 'Only actions on the user with this id.' },
      { name: 'address', value: 'ip', description: 'Only actions from this IP address.' },
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
    description: 'Print the audit log as JSON lines, oldest first.',
    options: [{ name: 'from', value: 'sequence', description: 'Start at this entry. Default: 1.' }],
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
    description: 'Verify the hash chain of the audit log. Exits with 1 when it was tampered with.',
    options: [
      {
        name: 'head',
        value: 'sequence:hash',
        description: 'A head that was printed earlier: the log must still contain it.',
      },
      {
        name: 'from',
        value: 'sequence:hash',
        description: 'Verify only the entries after this one, which is trusted.',
      },
    ],
    run: async (input) => {
      const kept = readLinkOption(input, 'head');
      const from = readLinkOption(input, 'from') ?? chainStart;
      return verifyOutput(await verifier.step(from, kept), textOption(input, 'head'));
    },
  };
}
