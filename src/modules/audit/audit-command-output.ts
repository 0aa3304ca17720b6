import { type CommandOutput, CommandRefusal } from '../../shared/index.js';
import { formatLink } from './audit-command-input.js';
import { type AuditEntry, toAuditEvent } from './audit-event.js';
import type { AuditPage } from './audit-reader.js';
import type { VerificationStep } from './audit-verifier.js';

/** The end of the log, the newest last, as on a terminal. */
export function tailOutput({ nodes, pageInfo }: AuditPage): CommandOutput {
  const events = (nodes[0]?.page ?? []).toReversed();
  const lines = events.map(({ sequence, occurredAt, outcome, action, ...event }) =>
    [
      String(sequence).padStart(8),
      occurredAt.toISOString(),
      outcome.padEnd(7),
      action.padEnd(22),
      `${event.actorType}${event.actorId === null ? '' : `:${event.actorId}`}`,
      event.subjectId === null ? '' : `-> ${event.subjectId}`,
      event.resourceId === null ? '' : `${event.resourceType}:${event.resourceId}`,
      event.ipAddress ?? '',
      event.reason === null ? '' : JSON.stringify(event.reason),
    ]
      .filter((part) => part !== '')
      .join('  '),
  );
  const older = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return { data: { events, olderCursor: older }, text: lines.length === 0 ? 'Nothing.' : lines.join('\n') };
}

/** A batch of an export: one entry a line (JSON lines), everything the hash is of and the hash. */
export function exportOutput(entries: readonly AuditEntry[], hasMore: boolean): CommandOutput {
  const events = entries.map(toAuditEvent);
  const text = events.map((event) => JSON.stringify(event)).join('\n');
  const last = events.at(-1);
  const output = { data: { events }, text };
  return hasMore && last !== undefined ? { ...output, next: { from: String(last.sequence + 1) } } : output;
}

/** What verifying came to. Throws CommandRefusal (the exit code is 1) when the log was tampered with. */
export function verifyOutput(step: VerificationStep, head: string | null): CommandOutput {
  if (!step.isComplete) {
    return {
      data: null,
      text: '',
      next: { from: formatLink(step.link), ...(head === null ? {} : { head }) },
    };
  }
  const { verification } = step;
  const at = verification.valid ? formatLink(step.link) : null;
  const data = { ...verification, head: at };
  if (verification.valid) {
    return {
      data,
      text: `The log is as it was written: ${verification.checkedEvents} entries.\nHead: ${at}`,
    };
  }
  throw new CommandRefusal({
    data,
    text: `The log was tampered with: entry ${verification.firstBadSequence} is not as it was written, or is missing.`,
  });
}
