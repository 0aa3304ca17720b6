import { bindCommands, type Command, type Reader, textOption } from '../../shared/index.js';
import { chainStart } from './audit-chain.js';
import { auditCommandDeclarations, readExportStart, readTailLimit } from './audit-command-declarations.js';
import { readFilterOptions, readLinkOption } from './audit-command-input.js';
import { exportOutput, tailOutput, verifyOutput } from './audit-command-output.js';
import type { AuditReader } from './audit-reader.js';
import type { AuditRepository } from './audit-repository.js';
import type { AuditVerifier } from './audit-verifier.js';

export interface AuditCommandDependencies {
  readonly repository: AuditRepository;
  readonly reader: Reader;
  readonly auditReader: AuditReader;
  readonly verifier: AuditVerifier;
}

/** Small enough for one response over the control socket, whatever the size of the entries. */
const exportBatchSize = 200;

/** The handlers of `cordon audit ...`. */
export function createAuditCommands({
  repository,
  reader,
  auditReader,
  verifier,
}: AuditCommandDependencies): readonly Command[] {
  return bindCommands(auditCommandDeclarations, {
    tail: async (input) => {
      const page = {
        first: readTailLimit(input),
        after: textOption(input, 'before'),
      };
      return tailOutput(await auditReader.listEvents(page, readFilterOptions(input)));
    },
    export: async (input) => {
      const from = readExportStart(input);
      const entries = await repository.entriesAfter(reader, from - 1, exportBatchSize);
      return exportOutput(entries, entries.length === exportBatchSize);
    },
    verify: async (input) => {
      const kept = readLinkOption(input, 'head');
      const from = readLinkOption(input, 'from') ?? chainStart;
      return verifyOutput(await verifier.step(from, kept), textOption(input, 'head'));
    },
  });
}
