import { type Command, type Reader, textOption } from '../../shared/index.js';
import { beginning } from './audit-chain.js';
import { linkOption, numberOption, readFilterOptions } from './audit-command-input.js';
import { exportOutput, tailOutput, verifyOutput } from './audit-command-output.js';
import type { AuditLists } from './audit-reader.js';
import type { AuditStore } from './audit-store.js';
import type { Verifier } from './audit-verifier.js';

/** What the commands call. */
export interface AuditCommandServices {
  readonly store: AuditStore;
  readonly reader: Reader;
  readonly lists: AuditLists;
  readonly verifier: Verifier;
}

/** Few enough for one answer of a running server, whatever the entries hold. */
const entriesOfAnswer = 200;

/** The commands `cordon audit ...`. */
export function createAuditCommands(services: AuditCommandServices): readonly Command[] {
  return [tailCommand(services), exportCommand(services), verifyCommand(services)];
}

function tailCommand({ lists }: AuditCommandServices): Command {
  return {
    name: 'audit tail',
    description: 'Show the end of the audit log, the newest entry last.',
    options: [
      { name: 'limit', value: 'number', description: 'How many, 1 to 100; 20 when left out.' },
      { name: 'before', value: 'cursor', description: 'Older ones: the olderCursor of --json.' },
      { name: 'action', value: 'name', description: 'Only this action, e.g. login.failed.' },
      { name: 'outcome', value: 'outcome', description: 'Only SUCCESS, FAILURE or DENIED.' },
      { name: 'actor', value: 'id', description: 'Only what the person with this id did.' },
      { name: 'subject', value: 'id', description: 'Only what was done to the person with this id.' },
      { name: 'address', value: 'ip', description: 'Only what came from this address.' },
    ],
    run: async (input) => {
      const page = { first: numberOption(input, 'limit', 20), after: textOption(input, 'before') };
      return tailOutput(await lists.list(page, readFilterOptions(input)));
    },
  };
}

function exportCommand({ store, reader }: AuditCommandServices): Command {
  return {
    name: 'audit export',
    description: 'Print the whole audit log as JSON lines, oldest first.',
    options: [{ name: 'from', value: 'sequence', description: 'Begin with this entry.' }],
    run: async (input) => {
      const from = numberOption(input, 'from', 1);
      const entries = await store.following(reader, from - 1, entriesOfAnswer);
      return exportOutput(entries, entries.length === entriesOfAnswer);
    },
  };
}

function verifyCommand({ verifier }: AuditCommandServices): Command {
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
      const kept = linkOption(input, 'head');
      const from = linkOption(input, 'from') ?? beginning;
      return verifyOutput(await verifier.step(from, kept), textOption(input, 'head'));
    },
  };
}
