import type { JSX } from 'preact';
import { query } from '../../api/send.js';
import { ta } from '../../texts/admin/index.js';
import { ExportButton } from '../lists/export-button.js';
import { csvLine, fileDate } from '../lists/save-file.js';
import { type AuditFilter, type AuditRowFragment, auditLines } from './audit.documents.js';

const csvColumns = [
  'sequence',
  'occurredAt',
  'action',
  'outcome',
  'actorType',
  'actor',
  'subject',
  'reason',
  'resourceType',
  'resourceId',
  'ipAddress',
  'userAgent',
  'requestId',
  'changes',
  'hash',
] as const;

/** Saves all events that match the filter, as CSV or as JSON lines. */
export function AuditExport({ filter }: { readonly filter: AuditFilter }): JSX.Element {
  const read =
    (lineOf: (event: AuditRowFragment) => string) => async (after: string | null, signal: AbortSignal) => {
      const { auditEvents: page } = await query(auditLines, { after, filter }, { signal });
      return {
        lines: page.nodes.map(lineOf),
        next: page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null,
      };
    };
  const { audit } = ta();
  return (
    <>
      <ExportButton
        label={audit.exportCsv}
        fileName={`audit-${fileDate()}.csv`}
        type="text/csv"
        header={csvLine(csvColumns)}
        done={audit.exported}
        read={read(csvOf)}
      />
      <ExportButton
        label={audit.exportLines}
        fileName={`audit-${fileDate()}.jsonl`}
        type="application/jsonl"
        done={audit.exported}
        read={read((event) => `${JSON.stringify(event)}\n`)}
      />
    </>
  );
}

function csvOf(event: AuditRowFragment): string {
  const { actor, subject, changes } = event;
  return csvLine(
    csvColumns.map((column) => {
      if (column === 'actor') return actor?.username ?? null;
      if (column === 'subject') return subject?.username ?? null;
      if (column === 'changes') return changes === null ? null : JSON.stringify(changes);
      return event[column];
    }),
  );
}
