import { type CommandOutput, NegativeResult } from '../../shared/index.js';
import { formatLink } from './audit-command-input.js';
import { type AuditEntry, toAuditEvent } from './audit-event.js';
import type { AuditPage } from './audit-reader.js';
import type { AuditVerification, VerificationStep } from './audit-verifier.js';

/** Prints a page of the log with the newest entry last. */
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
  return {
    data: { events, olderCursor: older },
    text: lines.length === 0 ? 'No entries.' : lines.join('\n'),
  };
}

/**
 * Prints a batch of an export as JSON lines: each entry with its hash and everything that the hash covers.
 */
export function exportOutput(entries: readonly AuditEntry[], hasMore: boolean): CommandOutput {
  const events = entries.map(toAuditEvent);
  const text = events.map((event) => JSON.stringify(event)).join('\n');
  const last = events.at(-1);
  const output = { data: { events }, text };
  return hasMore && last !== undefined ? { ...output, next: { from: String(last.sequence + 1) } } : output;
}

/**
 * Prints the result of a verification. Throws NegativeResult (exit code 1) when the log was tampered with.
 */
export function verifyOutput(step: VerificationStep, head: string | null): CommandOutput {
  if (!step.isComplete) {
    return {
      data: null,
      text: '',
      next: { from: formatLink(step.link), ...(head === null ? {} : { head }) },
    };
  }
  const { verification } = step;
  const verifiedHead = verification.valid ? formatLink(step.link) : null;
  const data = { ...verification, head: verifiedHead };
  if (verification.valid) {
    const lines = [
      `The audit log is intact: ${formatCount(verification.checkedEvents)} verified.`,
      ...removalLines(verification),
      `Head: ${verifiedHead}`,
    ];
    return { data, text: lines.join('\n') };
  }
  throw new NegativeResult({
    data,
    text: `The audit log was tampered with: entry ${verification.firstBadSequence} was changed or removed.`,
  });
}

function removalLines({ removedEvents, removedUntil }: AuditVerification): readonly string[] {
  if (removedUntil === null) return [];
  const until = removedUntil.toISOString();
  return [`Removed before, after their retention: ${formatCount(removedEvents)}, the newest of ${until}.`];
}

function formatCount(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
